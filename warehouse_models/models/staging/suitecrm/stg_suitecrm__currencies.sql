-- Written from the contract of currencies by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'currencies') }}

),

final as (

    select
        id,
        name,
        symbol,
        iso4217,
        conversion_rate,
        status,
        date_entered,
        date_modified,
        created_by,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
