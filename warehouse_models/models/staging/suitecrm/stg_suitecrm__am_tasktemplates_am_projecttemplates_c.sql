-- Written from the contract of am_tasktemplates_am_projecttemplates_c by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'am_tasktemplates_am_projecttemplates_c') }}

),

final as (

    select
        id,
        date_modified,
        am_tasktemplates_am_projecttemplatesam_projecttemplates_ida,
        am_tasktemplates_am_projecttemplatesam_tasktemplates_idb,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
