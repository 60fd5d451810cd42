-- Written from the contract of meetings by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'meetings') }}

),

final as (

    select
        id,
        date_entered,
        date_modified,
        modified_user_id,
        created_by,
        assigned_user_id,
        creator,
        duration_hours,
        duration_minutes,
        date_start,
        date_end,
        parent_type,
        status,
        type,
        parent_id,
        reminder_time,
        email_reminder_time,
        email_reminder_sent,
        outlook_id,
        sequence,
        repeat_type,
        repeat_interval,
        repeat_dow,
        repeat_until,
        repeat_count,
        repeat_parent_id,
        recurring_source,
        gsync_id,
        gsync_lastsync,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
