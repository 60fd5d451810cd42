-- Written from the contract of emails_beans by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'emails_beans') }}

),

final as (

    select
        id,
        email_id,
        bean_id,
        bean_module,
        date_modified,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
