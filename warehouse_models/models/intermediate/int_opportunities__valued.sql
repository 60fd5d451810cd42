with opportunities as (

    select * from {{ ref('stg_suitecrm__opportunities') }}

),

accounts as (

    select * from {{ ref('int_opportunities__accounts') }}

),

currencies as (

    select * from {{ ref('int_currencies__with_base') }}

),

valued as (

    select
        opportunities.id as opportunity_id,
        accounts.account_id,
        nullif(opportunities.assigned_user_id, '') as owner_user_id,
        coalesce(nullif(opportunities.sales_stage, ''), 'Unknown') as stage,
        coalesce(nullif(opportunities.sales_stage_label, ''), 'Unknown') as stage_label,
        nullif(opportunities.opportunity_type, '') as opportunity_type,
        nullif(opportunities.lead_source, '') as lead_source,
        {{ currency_id('opportunities.currency_id') }} as currency_id,
        currencies.currency_code,
        opportunities.amount,
        {{ base_amount('opportunities.amount', 'currencies.is_base_currency') }} as amount_base,
        opportunities.probability as probability_pct,
        opportunities.date_closed as close_date,
        opportunities.date_entered as created_at,
        opportunities.date_modified as modified_at
    from opportunities
    left join accounts
        on opportunities.id = accounts.opportunity_id
    left join currencies
        on {{ currency_id('opportunities.currency_id') }} = currencies.currency_id

),

final as (

    select
        opportunity_id,
        account_id,
        owner_user_id,
        stage,
        stage_label,
        stage = 'Closed Won' as is_won,
        stage = 'Closed Lost' as is_lost,
        stage not in ('Closed Won', 'Closed Lost') as is_open,
        opportunity_type,
        lead_source,
        currency_id,
        currency_code,
        amount,
        amount_base,
        probability_pct,
        close_date,
        created_at,
        modified_at
    from valued

)

select * from final
