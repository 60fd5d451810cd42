-- Written from the contract of document_revisions by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'document_revisions') }}

),

final as (

    select
        id,
        document_id,
        doc_type,
        date_entered,
        created_by,
        file_ext,
        file_mime_type,
        revision,
        date_modified,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
