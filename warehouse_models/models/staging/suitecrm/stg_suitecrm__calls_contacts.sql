-- Written from the contract of calls_contacts by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'calls_contacts') }}

),

final as (

    select
        id,
        call_id,
        contact_id,
        required,
        accept_status,
        date_modified,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
