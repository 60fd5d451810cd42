-- Written from the contract of linked_documents by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'linked_documents') }}

),

final as (

    select
        id,
        parent_id,
        parent_type,
        document_id,
        document_revision_id,
        date_modified,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
