-- Written from the contract of project_users_1_c by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'project_users_1_c') }}

),

final as (

    select
        id,
        date_modified,
        project_users_1project_ida,
        project_users_1users_idb,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
