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
        case campaign_type
            when 'Telesales' then 'Telesales'
            when 'Mail' then 'Mail'
            when 'Email' then 'Email'
            when 'Print' then 'Print'
            when 'Web' then 'Web'
            when 'Radio' then 'Radio'
            when 'Television' then 'Television'
            when 'NewsLetter' then 'Newsletter'
            when 'Survey' then 'Survey'
            else campaign_type
        end as campaign_type_label,
        frequency,
        survey_id,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
