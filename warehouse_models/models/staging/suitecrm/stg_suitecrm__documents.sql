-- Written from the contract of documents by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'documents') }}

),

final as (

    select
        id,
        date_entered,
        date_modified,
        modified_user_id,
        created_by,
        assigned_user_id,
        document_name,
        doc_type,
        active_date,
        exp_date,
        category_id,
        subcategory_id,
        status_id,
        document_revision_id,
        related_doc_id,
        related_doc_rev_id,
        is_template,
        template_type,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
