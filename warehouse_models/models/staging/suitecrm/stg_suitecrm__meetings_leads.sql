-- Written from the contract of meetings_leads by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'meetings_leads') }}

),

final as (

    select
        id,
        meeting_id,
        lead_id,
        required,
        accept_status,
        date_modified,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
