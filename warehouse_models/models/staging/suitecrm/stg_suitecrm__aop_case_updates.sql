-- Written from the contract of aop_case_updates by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'aop_case_updates') }}

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
        case_id,
        contact_id,
        internal,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
