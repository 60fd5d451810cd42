-- Written from the contract of securitygroups_acl_roles by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'securitygroups_acl_roles') }}

),

final as (

    select
        id,
        securitygroup_id,
        role_id,
        date_modified,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
