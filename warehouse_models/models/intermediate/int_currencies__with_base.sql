with currencies as (

    select * from {{ ref('stg_suitecrm__currencies') }}

),

final as (

    select
        id as currency_id,
        upper(iso4217) as currency_code,
        false as is_base_currency
    from currencies
    where id <> '-99'

    union all

    select
        '-99' as currency_id,
        '{{ var("base_currency") }}' as currency_code,
        true as is_base_currency

)

select * from final
