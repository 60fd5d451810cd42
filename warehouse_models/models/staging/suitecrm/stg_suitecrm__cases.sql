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
        case status
            when 'Open_New' then 'New'
            when 'Open_Assigned' then 'Assigned'
            when 'Closed_Closed' then 'Closed'
            when 'Open_Pending Input' then 'Pending Input'
            when 'Closed_Rejected' then 'Rejected'
            when 'Closed_Duplicate' then 'Duplicate'
            else status
        end as status_label,
        priority,
        case priority
            when 'P1' then 'High'
            when 'P2' then 'Medium'
            when 'P3' then 'Low'
            else priority
        end as priority_label,
        account_id,
        state,
        contact_created_by_id,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
