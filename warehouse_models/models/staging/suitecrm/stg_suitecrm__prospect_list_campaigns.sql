-- Written from the contract of prospect_list_campaigns by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'prospect_list_campaigns') }}

),

final as (

    select
        id,
        prospect_list_id,
        campaign_id,
        date_modified,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
