-- Written from the contract of prospect_lists_prospects by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'prospect_lists_prospects') }}

),

final as (

    select
        id,
        prospect_list_id,
        related_id,
        related_type,
        date_modified,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
