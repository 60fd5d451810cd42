-- Written from the contract of jjwg_maps_jjwg_areas_c by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'jjwg_maps_jjwg_areas_c') }}

),

final as (

    select
        id,
        date_modified,
        jjwg_maps_5304wg_maps_ida,
        jjwg_maps_41f2g_areas_idb,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
