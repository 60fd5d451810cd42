-- Written from the contract of aow_workflow by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'aow_workflow') }}

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
        flow_module,
        flow_run_on,
        status,
        run_when,
        multiple_runs,
        run_on_import,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
