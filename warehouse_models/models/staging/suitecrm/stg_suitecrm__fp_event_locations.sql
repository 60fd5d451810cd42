-- Written from the contract of fp_event_locations by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'fp_event_locations') }}

),

final as (

    select
        id,
        date_entered,
        date_modified,
        modified_user_id,
        created_by,
        assigned_user_id,
        address_city,
        address_country,
        address_postalcode,
        address_state,
        capacity,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
