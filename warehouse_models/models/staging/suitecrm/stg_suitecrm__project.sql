-- Written from the contract of project by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'project') }}

),

final as (

    select
        id,
        date_entered,
        date_modified,
        assigned_user_id,
        modified_user_id,
        created_by,
        name,
        estimated_start_date,
        estimated_end_date,
        status,
        priority,
        override_business_hours,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
