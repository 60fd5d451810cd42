-- Written from the contract of jjwg_areas by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'jjwg_areas') }}

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
        country,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
