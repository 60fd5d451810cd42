with line_items as (

    select * from {{ ref('stg_suitecrm__aos_products_quotes') }}
    where parent_type = 'AOS_Invoices'

),

currencies as (

    select * from {{ ref('int_currencies__with_base') }}

),

products as (

    select * from {{ ref('stg_suitecrm__aos_products') }}

),

priced as (

    -- Service lines bear the product id '0' and no quantity.
    select
        line_items.id as invoice_line_id,
        nullif(line_items.parent_id, '') as invoice_id,
        nullif(line_items.group_id, '') as line_item_group_id,
        line_items.number as line_number,
        nullif(nullif(line_items.product_id, ''), '0') as product_id,
        products.name as product_name,
        line_items.name as line_name,
        nullif(line_items.part_number, '') as part_number,
        line_items.product_qty as quantity,
        {{ currency_id('line_items.currency_id') }} as currency_id,
        currencies.currency_code,
        line_items.product_list_price as list_price,
        line_items.product_discount_amount as discount_amount,
        line_items.product_unit_price as unit_price,
        {{ decimal_of_text('line_items.vat', 9, 4) }} as tax_pct,
        line_items.vat_amt as tax_amount,
        {{ base_amount('line_items.vat_amt', 'currencies.is_base_currency') }} as tax_amount_base,
        line_items.product_total_price as net_amount,
        {{ base_amount('line_items.product_total_price', 'currencies.is_base_currency') }}
            as net_amount_base,
        line_items.date_entered as created_at,
        line_items.date_modified as modified_at
    from line_items
    left join currencies
        on {{ currency_id('line_items.currency_id') }} = currencies.currency_id
    left join products
        on line_items.product_id = products.id

),

final as (

    select
        invoice_line_id,
        invoice_id,
        line_item_group_id,
        line_number,
        case when product_id is null then 'service' else 'product' end as line_kind,
        product_id,
        product_name,
        line_name,
        part_number,
        quantity,
        currency_id,
        currency_code,
        list_price,
        discount_amount,
        unit_price,
        tax_pct,
        tax_amount,
        tax_amount_base,
        net_amount,
        net_amount_base,
        created_at,
        modified_at
    from priced

)

select * from final
