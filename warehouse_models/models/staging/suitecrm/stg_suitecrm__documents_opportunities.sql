-- Written from the contract of documents_opportunities by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'documents_opportunities') }}

),

final as (

    select
        id,
        date_modified,
        document_id,
        opportunity_id,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
