with opportunities as (

    select * from {{ ref('int_opportunities__valued') }}

),

changes as (

    select * from {{ ref('int_opportunities__stage_changes') }}

),

ranked_changes as (

    select
        opportunity_id,
        changed_at,
        before_stage,
        after_stage,
        row_number() over (partition by opportunity_id order by changed_at) as change_number,
        row_number() over (partition by opportunity_id order by changed_at desc) as reverse_number
    from changes

),

first_stages as (

    select
        opportunities.opportunity_id,
        coalesce(first_change.before_stage, opportunities.stage) as stage,
        case
            when first_change.changed_at < opportunities.created_at then first_change.changed_at
            else coalesce(
                opportunities.created_at, first_change.changed_at, opportunities.modified_at
            )
        end as valid_from,
        'first_known' as evidence,
        0 as change_number,
        cast(null as {{ dbt.type_string() }}) as before_stage
    from opportunities
    left join ranked_changes as first_change
        on opportunities.opportunity_id = first_change.opportunity_id
            and first_change.change_number = 1

),

audited_stages as (

    select
        ranked_changes.opportunity_id,
        ranked_changes.after_stage as stage,
        ranked_changes.changed_at as valid_from,
        'audited' as evidence,
        ranked_changes.change_number,
        ranked_changes.before_stage
    from ranked_changes
    inner join opportunities
        on ranked_changes.opportunity_id = opportunities.opportunity_id

),

unaudited_stages as (

    -- A stage written past the audit trail: it began at some time until the record's last save.
    select
        opportunities.opportunity_id,
        opportunities.stage,
        case
            when opportunities.modified_at > last_change.changed_at then opportunities.modified_at
            else last_change.changed_at
        end as valid_from,
        'inferred' as evidence,
        last_change.change_number + 1 as change_number,
        cast(null as {{ dbt.type_string() }}) as before_stage
    from opportunities
    inner join ranked_changes as last_change
        on opportunities.opportunity_id = last_change.opportunity_id
            and last_change.reverse_number = 1
    where opportunities.stage <> last_change.after_stage

),

stages as (

    select
        opportunity_id,
        change_number,
        stage,
        valid_from,
        evidence,
        before_stage
    from first_stages

    union all

    select
        opportunity_id,
        change_number,
        stage,
        valid_from,
        evidence,
        before_stage
    from audited_stages

    union all

    select
        opportunity_id,
        change_number,
        stage,
        valid_from,
        evidence,
        before_stage
    from unaudited_stages

),

final as (

    select
        opportunity_id,
        change_number + 1 as stage_number,
        stage,
        {{ label_opportunities_sales_stage('stage') }} as stage_label,
        lag(stage) over (
            partition by opportunity_id order by change_number
        ) as previous_stage,
        valid_from,
        lead(valid_from) over (
            partition by opportunity_id order by change_number
        ) as valid_to,
        evidence,
        case
            when evidence = 'inferred' then false
            when evidence = 'first_known' then true
            else before_stage = lag(stage) over (
                partition by opportunity_id order by change_number
            )
        end as is_continuous
    from stages

)

select * from final
