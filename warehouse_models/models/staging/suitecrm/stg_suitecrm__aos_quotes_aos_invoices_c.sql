-- Written from the contract of aos_quotes_aos_invoices_c by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'aos_quotes_aos_invoices_c') }}

),

final as (

    select
        id,
        date_modified,
        aos_quotes77d9_quotes_ida,
        aos_quotes6b83nvoices_idb,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
