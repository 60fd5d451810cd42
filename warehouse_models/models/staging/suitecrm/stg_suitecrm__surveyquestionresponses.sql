-- Written from the contract of surveyquestionresponses by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'surveyquestionresponses') }}

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
        answer_bool,
        answer_datetime,
        surveyquestion_id,
        surveyresponse_id,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
