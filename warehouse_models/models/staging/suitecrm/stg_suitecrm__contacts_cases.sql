-- Written from the contract of contacts_cases by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'contacts_cases') }}

),

final as (

    select
        id,
        contact_id,
        case_id,
        contact_role,
        date_modified,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
