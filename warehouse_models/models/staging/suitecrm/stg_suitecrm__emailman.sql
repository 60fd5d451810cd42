-- Written from the contract of emailman by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'emailman') }}

),

final as (

    select
        date_entered,
        date_modified,
        user_id,
        id,
        campaign_id,
        marketing_id,
        list_id,
        send_date_time,
        modified_user_id,
        in_queue,
        in_queue_date,
        send_attempts,
        related_id,
        related_type,
        related_confirm_opt_in,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
