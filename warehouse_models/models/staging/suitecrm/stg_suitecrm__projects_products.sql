-- Written from the contract of projects_products by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'projects_products') }}

),

final as (

    select
        id,
        product_id,
        project_id,
        date_modified,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
