-- Written from the contract of aok_knowledgebase by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'aok_knowledgebase') }}

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
        status,
        revision,
        user_id_c,
        user_id1_c,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
