-- Written from the contract of securitygroups_users by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'securitygroups_users') }}

),

final as (

    select
        id,
        date_modified,
        securitygroup_id,
        user_id,
        primary_group,
        noninheritable,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
