-- Written from the contract of campaign_log by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'campaign_log') }}

),

final as (

    select
        id,
        campaign_id,
        target_tracker_key,
        target_id,
        target_type,
        activity_type,
        {{ label_campaign_log_activity_type('activity_type') }} as activity_type_label,
        activity_date,
        related_id,
        related_type,
        archived,
        hits,
        list_id,
        date_modified,
        marketing_id,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
