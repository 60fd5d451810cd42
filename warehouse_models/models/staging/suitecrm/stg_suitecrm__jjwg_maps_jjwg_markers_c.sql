-- Written from the contract of jjwg_maps_jjwg_markers_c by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'jjwg_maps_jjwg_markers_c') }}

),

final as (

    select
        id,
        date_modified,
        jjwg_maps_b229wg_maps_ida,
        jjwg_maps_2e31markers_idb,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
