-- Written from the contract of surveyquestionoptions_surveyquestionresponses by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'surveyquestionoptions_surveyquestionresponses') }}

),

final as (

    select
        id,
        date_modified,
        surveyq72c7options_ida,
        surveyq10d4sponses_idb,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
