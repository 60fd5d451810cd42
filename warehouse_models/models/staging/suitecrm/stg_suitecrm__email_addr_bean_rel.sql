-- Written from the contract of email_addr_bean_rel by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'email_addr_bean_rel') }}

),

final as (

    select
        id,
        email_address_id,
        bean_id,
        bean_module,
        primary_address,
        reply_to_address,
        date_created,
        date_modified,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
