-- Written from the contract of surveyresponses by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'surveyresponses') }}

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
        happiness,
        email_response_sent,
        account_id,
        campaign_id,
        contact_id,
        survey_id,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
