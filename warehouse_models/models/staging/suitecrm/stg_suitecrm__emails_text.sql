-- Written from the contract of emails_text by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'emails_text') }}

),

final as (

    select
        email_id,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
