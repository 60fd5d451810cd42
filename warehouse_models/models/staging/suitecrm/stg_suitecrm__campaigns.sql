-- Written from the contract of campaigns by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'campaigns') }}

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
        tracker_key,
        tracker_count,
        start_date,
        end_date,
        status,
        impressions,
        currency_id,
        budget,
        expected_cost,
        actual_cost,
        expected_revenue,
        campaign_type,
        {{ label_campaigns_campaign_type('campaign_type') }} as campaign_type_label,
        frequency,
        survey_id,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
