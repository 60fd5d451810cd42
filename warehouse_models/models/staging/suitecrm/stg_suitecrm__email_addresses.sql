-- Written from the contract of email_addresses by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'email_addresses') }}

),

final as (

    select
        id,
        email_address,
        email_address_caps,
        invalid_email,
        opt_out,
        confirm_opt_in,
        confirm_opt_in_date,
        confirm_opt_in_sent_date,
        confirm_opt_in_fail_date,
        date_created,
        date_modified,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
