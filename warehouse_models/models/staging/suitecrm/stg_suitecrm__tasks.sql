-- Written from the contract of tasks by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'tasks') }}

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
        date_due_flag,
        date_due,
        date_start_flag,
        date_start,
        parent_type,
        parent_id,
        contact_id,
        priority,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
