-- Written from the contract of emails by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'emails') }}

),

final as (

    select
        id,
        date_entered,
        date_modified,
        modified_user_id,
        created_by,
        assigned_user_id,
        orphaned,
        last_synced,
        date_sent_received,
        type,
        status,
        flagged,
        reply_to_status,
        intent,
        mailbox_id,
        parent_type,
        parent_id,
        uid,
        category_id,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
