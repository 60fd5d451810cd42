-- Written from the contract of accounts_bugs by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'accounts_bugs') }}

),

final as (

    select
        id,
        account_id,
        bug_id,
        date_modified,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
