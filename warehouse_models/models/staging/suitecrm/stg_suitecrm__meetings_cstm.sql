-- Written from the contract of meetings_cstm by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'meetings_cstm') }}

),

final as (

    select
        id_c,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null

)

select * from final
