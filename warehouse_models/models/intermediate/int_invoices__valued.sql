with invoices as (

    select * from {{ ref('stg_suitecrm__aos_invoices') }}

),

currencies as (

    select * from {{ ref('int_currencies__with_base') }}

),

final as (

    select
        invoices.id as invoice_id,
        invoices.number as invoice_number,
        nullif(invoices.billing_account_id, '') as account_id,
        nullif(invoices.billing_contact_id, '') as contact_id,
        nullif(invoices.assigned_user_id, '') as owner_user_id,
        coalesce(nullif(invoices.status, ''), 'Unknown') as status,
        invoices.invoice_date,
        invoices.due_date,
        invoices.quote_number,
        {{ currency_id('invoices.currency_id') }} as currency_id,
        currencies.currency_code,
        {%- for amount in [
            'total_amt', 'discount_amount', 'subtotal_amount', 'shipping_amount',
            'shipping_tax_amt', 'tax_amount', 'total_amount',
        ] %}
        invoices.{{ amount }},
        {{ base_amount('invoices.' ~ amount, 'currencies.is_base_currency') }} as {{ amount }}_base,
        {%- endfor %}
        invoices.date_entered as created_at,
        invoices.date_modified as modified_at
    from invoices
    left join currencies
        on {{ currency_id('invoices.currency_id') }} = currencies.currency_id

)

select * from final
