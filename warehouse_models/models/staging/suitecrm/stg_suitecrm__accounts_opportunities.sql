-- Written from the contract of accounts_opportunities by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'accounts_opportunities') }}

),

final as (

    select
        id,
        opportunity_id,
        account_id,
        date_modified,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
