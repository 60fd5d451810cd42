-- Written from the contract of opportunities by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'opportunities') }}

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
        opportunity_type,
        campaign_id,
        lead_source,
        amount,
        amount_usdollar,
        currency_id,
        date_closed,
        sales_stage,
        case sales_stage
            when 'Prospecting' then 'Prospecting'
            when 'Qualification' then 'Qualification'
            when 'Needs Analysis' then 'Needs Analysis'
            when 'Value Proposition' then 'Value Proposition'
            when 'Id. Decision Makers' then 'Identifying Decision Makers'
            when 'Perception Analysis' then 'Perception Analysis'
            when 'Proposal/Price Quote' then 'Proposal/Price Quote'
            when 'Negotiation/Review' then 'Negotiation/Review'
            when 'Closed Won' then 'Closed Won'
            when 'Closed Lost' then 'Closed Lost'
            else sales_stage
        end as sales_stage_label,
        probability,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
