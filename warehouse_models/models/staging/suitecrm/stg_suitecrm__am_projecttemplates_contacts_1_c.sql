-- Written from the contract of am_projecttemplates_contacts_1_c by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'am_projecttemplates_contacts_1_c') }}

),

final as (

    select
        id,
        date_modified,
        am_projecttemplates_ida,
        contacts_idb,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
