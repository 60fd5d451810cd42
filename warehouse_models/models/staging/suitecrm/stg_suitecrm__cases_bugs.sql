-- Written from the contract of cases_bugs by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'cases_bugs') }}

),

final as (

    select
        id,
        case_id,
        bug_id,
        date_modified,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
