-- Written from the contract of surveys by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'surveys') }}

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
        submit_text,
        satisfied_text,
        neither_text,
        dissatisfied_text,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
