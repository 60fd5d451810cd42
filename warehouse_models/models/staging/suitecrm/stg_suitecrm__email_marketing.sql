-- Written from the contract of email_marketing by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'email_marketing') }}

),

final as (

    select
        id,
        date_entered,
        date_modified,
        modified_user_id,
        created_by,
        name,
        from_name,
        reply_to_name,
        inbound_email_id,
        date_start,
        template_id,
        status,
        campaign_id,
        outbound_email_id,
        all_prospect_lists,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
