with stages as (

    select * from {{ ref('int_opportunities__stage_intervals') }}

),

counted as (

    select
        opportunity_id,
        stage_number,
        stage,
        stage_label,
        previous_stage,
        valid_from,
        valid_to,
        coalesce(valid_to, {{ as_of() }}) as counted_until,
        evidence,
        is_continuous
    from stages

),

final as (

    select
        opportunity_id,
        stage_number,
        stage,
        stage_label,
        previous_stage,
        valid_from,
        valid_to,
        valid_to is null as is_current,
        {{ dbt.datediff('valid_from', 'counted_until', 'day') }} as stage_days,
        counted_until,
        evidence,
        is_continuous
    from counted

)

select * from final
