-- Written from the contract of aos_contracts_documents by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'aos_contracts_documents') }}

),

final as (

    select
        id,
        date_modified,
        aos_contracts_id,
        documents_id,
        document_revision_id,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
