-- Written from the contract of aos_products by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'aos_products') }}

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
        maincode,
        part_number,
        category,
        type,
        cost,
        cost_usdollar,
        currency_id,
        price,
        price_usdollar,
        url,
        contact_id,
        product_image,
        aos_product_category_id,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
