-- Written from the contract of am_tasktemplates by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'am_tasktemplates') }}

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
        percent_complete,
        predecessors,
        milestone_flag,
        relationship_type,
        task_number,
        order_number,
        estimated_effort,
        utilization,
        duration,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
