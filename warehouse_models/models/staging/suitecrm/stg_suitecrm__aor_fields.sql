-- Written from the contract of aor_fields by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'aor_fields') }}

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
        field_order,
        module_path,
        field,
        display,
        link,
        label,
        field_function,
        sort_by,
        format,
        total,
        sort_order,
        group_by,
        group_order,
        group_display,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
