-- Written from the contract of documents_bugs by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'documents_bugs') }}

),

final as (

    select
        id,
        date_modified,
        document_id,
        bug_id,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
