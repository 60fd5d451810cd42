-- Written from the contract of aor_reports by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'aor_reports') }}

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
        report_module,
        graphs_per_row,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
