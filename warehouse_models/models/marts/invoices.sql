with invoices as (

    select * from {{ ref('int_invoices__valued') }}

),

line_totals as (

    select * from {{ ref('int_invoices__line_totals') }}

),

compared as (

    select
        invoices.invoice_id,
        invoices.invoice_number,
        count(*) over (partition by invoices.invoice_number) > 1 as is_duplicate_number,
        invoices.account_id,
        invoices.contact_id,
        invoices.owner_user_id,
        invoices.status,
        invoices.invoice_date,
        invoices.due_date,
        invoices.quote_number,
        invoices.currency_id,
        invoices.currency_code,
        invoices.total_amt as list_amount,
        invoices.total_amt_base as list_amount_base,
        invoices.discount_amount,
        invoices.discount_amount_base,
        invoices.subtotal_amount,
        invoices.subtotal_amount_base,
        invoices.shipping_amount,
        invoices.shipping_amount_base,
        invoices.shipping_tax_amt as shipping_tax_amount,
        invoices.shipping_tax_amt_base as shipping_tax_amount_base,
        invoices.tax_amount,
        invoices.tax_amount_base,
        invoices.total_amount,
        invoices.total_amount_base,
        coalesce(line_totals.line_count, 0) as line_count,
        coalesce(line_totals.lines_subtotal_amount, 0) as lines_subtotal_amount,
        coalesce(line_totals.lines_tax_amount, 0) as lines_tax_amount,
        coalesce(invoices.subtotal_amount, 0)
            - coalesce(line_totals.lines_subtotal_amount, 0) as subtotal_difference_amount,
        coalesce(invoices.tax_amount, 0)
            - coalesce(invoices.shipping_tax_amt, 0)
            - coalesce(line_totals.lines_tax_amount, 0) as tax_difference_amount,
        invoices.created_at,
        invoices.modified_at
    from invoices
    left join line_totals
        on invoices.invoice_id = line_totals.invoice_id

),

final as (

    select
        invoice_id,
        invoice_number,
        is_duplicate_number,
        account_id,
        contact_id,
        owner_user_id,
        status,
        invoice_date,
        due_date,
        quote_number,
        currency_id,
        currency_code,
        list_amount,
        list_amount_base,
        discount_amount,
        discount_amount_base,
        subtotal_amount,
        subtotal_amount_base,
        shipping_amount,
        shipping_amount_base,
        shipping_tax_amount,
        shipping_tax_amount_base,
        tax_amount,
        tax_amount_base,
        total_amount,
        total_amount_base,
        line_count,
        lines_subtotal_amount,
        lines_tax_amount,
        subtotal_difference_amount,
        tax_difference_amount,
        abs(subtotal_difference_amount) <= {{ line_tolerance() }}
            and abs(tax_difference_amount) <= {{ line_tolerance() }}
            as lines_agree_with_header,
        created_at,
        modified_at
    from compared

)

select * from final
