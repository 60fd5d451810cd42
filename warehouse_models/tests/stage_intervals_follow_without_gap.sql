-- Consistency: an interval begins when the one before ends, and never ends before it begins.
with intervals as (

    select
        opportunity_id,
        stage_number,
        valid_from,
        valid_to,
        lag(valid_to) over (
            partition by opportunity_id order by stage_number
        ) as previous_valid_to
    from {{ ref('opportunity_stage_history') }}

)

select
    opportunity_id,
    stage_number
from intervals
where valid_to < valid_from
    or (stage_number > 1 and (previous_valid_to is null or previous_valid_to <> valid_from))
