-- Written from the contract of am_projecttemplates by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'am_projecttemplates') }}

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
        status,
        priority,
        override_business_hours,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
