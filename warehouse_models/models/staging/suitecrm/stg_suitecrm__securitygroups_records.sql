-- Written from the contract of securitygroups_records by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'securitygroups_records') }}

),

final as (

    select
        id,
        securitygroup_id,
        record_id,
        module,
        date_modified,
        modified_user_id,
        created_by,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
