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
        {{ label_opportunities_sales_stage('sales_stage') }} as sales_stage_label,
        probability,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
