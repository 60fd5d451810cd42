-- Written from the contract of project_task by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'project_task') }}

),

final as (

    select
        id,
        date_entered,
        date_modified,
        project_id,
        project_task_id,
        name,
        status,
        relationship_type,
        predecessors,
        date_start,
        time_start,
        time_finish,
        date_finish,
        duration,
        duration_unit,
        actual_duration,
        percent_complete,
        date_due,
        time_due,
        parent_task_id,
        assigned_user_id,
        modified_user_id,
        priority,
        created_by,
        milestone_flag,
        order_number,
        task_number,
        estimated_effort,
        actual_effort,
        utilization,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
