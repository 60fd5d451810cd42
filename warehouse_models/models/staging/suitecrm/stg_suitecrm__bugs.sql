-- Written from the contract of bugs by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'bugs') }}

),

final as (

    select
        id,
        name,
        date_entered,
        date_modified,
        modified_user_id,
        created_by,
        assigned_user_id,
        bug_number,
        type,
        status,
        priority,
        found_in_release,
        fixed_in_release,
        source,
        product_category,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
