-- Written from the contract of aos_products_quotes by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'aos_products_quotes') }}

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
        currency_id,
        part_number,
        number,
        product_qty,
        product_cost_price,
        product_cost_price_usdollar,
        product_list_price,
        product_list_price_usdollar,
        product_discount,
        product_discount_usdollar,
        product_discount_amount,
        product_discount_amount_usdollar,
        discount,
        product_unit_price,
        product_unit_price_usdollar,
        vat_amt,
        vat_amt_usdollar,
        product_total_price,
        product_total_price_usdollar,
        vat,
        parent_type,
        parent_id,
        product_id,
        group_id,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
