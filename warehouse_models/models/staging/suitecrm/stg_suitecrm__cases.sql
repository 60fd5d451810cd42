-- Written from the contract of cases by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'cases') }}

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
        case_number,
        type,
        status,
        {{ label_cases_status('status') }} as status_label,
        priority,
        {{ label_cases_priority('priority') }} as priority_label,
        account_id,
        state,
        contact_created_by_id,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
