-- Consistency: each opportunity has exactly one current interval, and it bears the current stage.
with opportunities as (

    select * from {{ ref('opportunities') }}

),

current_intervals as (

    select
        opportunity_id,
        count(*) as interval_count,
        min(stage) as stage
    from {{ ref('opportunity_stage_history') }}
    where is_current
    group by opportunity_id

)

select opportunities.opportunity_id
from opportunities
left join current_intervals
    on opportunities.opportunity_id = current_intervals.opportunity_id
where current_intervals.interval_count is null
    or current_intervals.interval_count <> 1
    or current_intervals.stage <> opportunities.stage
