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
        case activity_type
            when 'targeted' then 'Message Sent/Attempted'
            when 'send error' then 'Bounced Messages,Other'
            when 'invalid email' then 'Bounced Messages,Invalid Email'
            when 'link' then 'Click-thru Link'
            when 'viewed' then 'Viewed Message'
            when 'removed' then 'Opted Out'
            when 'lead' then 'Leads Created'
            when 'contact' then 'Contacts Created'
            when 'blocked' then 'Suppressed by address or domain'
            when 'Survey' then 'Survey answered'
            else activity_type
        end as activity_type_label,
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
