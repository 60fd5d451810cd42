-- Written from the contract of emails_email_addr_rel by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'emails_email_addr_rel') }}

),

final as (

    select
        id,
        email_id,
        address_type,
        email_address_id,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
