-- Written from the contract of email_marketing_prospect_lists by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'email_marketing_prospect_lists') }}

),

final as (

    select
        id,
        prospect_list_id,
        email_marketing_id,
        date_modified,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
