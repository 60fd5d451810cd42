with line_items as (

    select * from {{ ref('stg_suitecrm__aos_products_quotes') }}

),

final as (

    select
        parent_id as invoice_id,
        count(*) as line_count,
        sum(coalesce(product_total_price, 0)) as lines_subtotal_amount,
        sum(coalesce(vat_amt, 0)) as lines_tax_amount
    from line_items
    where parent_type = 'AOS_Invoices'
        and nullif(parent_id, '') is not null
    group by parent_id

)

select * from final
