-- Written from the contract of notes by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'notes') }}

),

final as (

    select
        assigned_user_id,
        id,
        date_entered,
        date_modified,
        modified_user_id,
        created_by,
        file_mime_type,
        parent_type,
        parent_id,
        contact_id,
        portal_flag,
        embed_flag,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
