-- Written from the contract of aos_quotes by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'aos_quotes') }}

),

final as (

    select
        id,
        name,
        date_entered,
        date_modified,
        modified_user_id,
        created_by,
        assigned_user_id,
        billing_account_id,
        billing_contact_id,
        billing_address_city,
        billing_address_state,
        billing_address_postalcode,
        billing_address_country,
        shipping_address_city,
        shipping_address_state,
        shipping_address_postalcode,
        shipping_address_country,
        expiration,
        number,
        opportunity_id,
        template_ddown_c,
        total_amt,
        total_amt_usdollar,
        subtotal_amount,
        subtotal_amount_usdollar,
        discount_amount,
        discount_amount_usdollar,
        tax_amount,
        tax_amount_usdollar,
        shipping_amount,
        shipping_amount_usdollar,
        shipping_tax,
        shipping_tax_amt,
        shipping_tax_amt_usdollar,
        total_amount,
        total_amount_usdollar,
        currency_id,
        stage,
        term,
        approval_status,
        invoice_status,
        subtotal_tax_amount,
        subtotal_tax_amount_usdollar,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
