-- Written from the contract of prospect_lists by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'prospect_lists') }}

),

final as (

    select
        assigned_user_id,
        id,
        name,
        list_type,
        date_entered,
        date_modified,
        modified_user_id,
        created_by,
        domain_name,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
