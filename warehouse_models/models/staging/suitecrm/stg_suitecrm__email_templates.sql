-- Written from the contract of email_templates by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'email_templates') }}

),

final as (

    select
        id,
        date_entered,
        date_modified,
        modified_user_id,
        created_by,
        published,
        name,
        assigned_user_id,
        text_only,
        type,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
