-- Written from the contract of aow_conditions by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'aow_conditions') }}

),

final as (

    select
        id,
        name,
        date_entered,
        date_modified,
        modified_user_id,
        created_by,
        aow_workflow_id,
        condition_order,
        module_path,
        field,
        operator,
        value_type,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
