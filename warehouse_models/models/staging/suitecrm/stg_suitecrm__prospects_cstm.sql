-- Written from the contract of prospects_cstm by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'prospects_cstm') }}

),

final as (

    select
        id_c,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null

)

select * from final
