-- Written from the contract of aor_charts by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'aor_charts') }}

),

final as (

    select
        id,
        name,
        date_entered,
        date_modified,
        modified_user_id,
        created_by,
        aor_report_id,
        type,
        x_field,
        y_field,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
