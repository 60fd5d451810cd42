-- Written from the contract of aor_scheduled_reports by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'aor_scheduled_reports') }}

),

final as (

    select
        id,
        name,
        date_entered,
        date_modified,
        modified_user_id,
        created_by,
        schedule,
        last_run,
        status,
        aor_report_id,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
