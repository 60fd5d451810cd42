-- Written from the contract of fp_events_fp_event_locations_1_c by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'fp_events_fp_event_locations_1_c') }}

),

final as (

    select
        id,
        date_modified,
        fp_events_fp_event_locations_1fp_events_ida,
        fp_events_fp_event_locations_1fp_event_locations_idb,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
