with opportunities as (

    select * from {{ ref('int_opportunities__valued') }}

),

current_stages as (

    select * from {{ ref('int_opportunities__stage_intervals') }}
    where valid_to is null

),

dated as (

    select
        opportunities.opportunity_id,
        opportunities.account_id,
        opportunities.owner_user_id,
        opportunities.stage,
        opportunities.stage_label,
        current_stages.valid_from as stage_entered_at,
        opportunities.is_open,
        opportunities.is_won,
        opportunities.is_lost,
        opportunities.opportunity_type,
        opportunities.lead_source,
        opportunities.amount,
        opportunities.currency_id,
        opportunities.currency_code,
        opportunities.amount_base,
        opportunities.probability_pct,
        opportunities.close_date,
        opportunities.created_at,
        opportunities.modified_at,
        case
            when opportunities.is_open then {{ as_of() }}
            else current_stages.valid_from
        end as counted_until
    from opportunities
    inner join current_stages
        on opportunities.opportunity_id = current_stages.opportunity_id

),

final as (

    select
        opportunity_id,
        account_id,
        owner_user_id,
        stage,
        stage_label,
        stage_entered_at,
        is_open,
        is_won,
        is_lost,
        opportunity_type,
        lead_source,
        amount,
        currency_id,
        currency_code,
        amount_base,
        probability_pct,
        close_date,
        {{ dbt.datediff('created_at', 'counted_until', 'day') }} as age_days,
        counted_until,
        created_at,
        modified_at
    from dated

)

select * from final
