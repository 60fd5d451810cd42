-- Written from the contract of fp_events by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'fp_events') }}

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
        duration_hours,
        duration_minutes,
        date_start,
        date_end,
        budget,
        currency_id,
        invite_templates,
        accept_redirect,
        decline_redirect,
        activity_status_type,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
