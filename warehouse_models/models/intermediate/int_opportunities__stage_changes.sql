with audit as (

    select * from {{ ref('stg_suitecrm__opportunities_audit') }}

),

sides as (

    select
        parent_id as opportunity_id,
        date_created as changed_at,
        coalesce(nullif(before_value_string, ''), 'Unknown') as stage,
        1 as weight
    from audit
    -- A change without a time has no place in the order; if it counts, the stage itself shows it.
    where field_name = 'sales_stage'
        and date_created is not null

    union all

    select
        parent_id as opportunity_id,
        date_created as changed_at,
        coalesce(nullif(after_value_string, ''), 'Unknown') as stage,
        -1 as weight
    from audit
    where field_name = 'sales_stage'
        and date_created is not null

),

balances as (

    -- Several changes can bear one second and nothing orders them. In a chain of changes each stage
    -- between is left as often as it is reached; only the first and the last don't cancel out.
    select
        opportunity_id,
        changed_at,
        stage,
        sum(weight) as balance
    from sides
    group by opportunity_id, changed_at, stage
    having sum(weight) <> 0

),

final as (

    select
        opportunity_id,
        changed_at,
        {{ first_text('case when balance > 0 then stage end') }} as before_stage,
        {{ last_text('case when balance < 0 then stage end') }} as after_stage
    from balances
    group by opportunity_id, changed_at

)

select * from final
