-- Written from the contract of surveyquestions by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'surveyquestions') }}

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
        sort_order,
        type,
        happiness_question,
        survey_id,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
