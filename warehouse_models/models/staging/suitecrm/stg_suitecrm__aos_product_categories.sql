-- Written from the contract of aos_product_categories by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'aos_product_categories') }}

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
        is_parent,
        parent_category_id,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
