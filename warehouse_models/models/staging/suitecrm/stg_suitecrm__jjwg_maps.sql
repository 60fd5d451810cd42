-- Written from the contract of jjwg_maps by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'jjwg_maps') }}

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
        distance,
        unit_type,
        module_type,
        parent_type,
        parent_id,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
