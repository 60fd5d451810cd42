-- Written from the contract of campaign_trkrs by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'campaign_trkrs') }}

),

final as (

    select
        id,
        tracker_name,
        tracker_url,
        tracker_key,
        campaign_id,
        date_entered,
        date_modified,
        modified_user_id,
        created_by,
        is_optout,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
