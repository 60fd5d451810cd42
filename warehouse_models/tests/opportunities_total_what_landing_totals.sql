-- Consistency: the mart holds each live landed opportunity once, to the last digit of money.
with landed as (

    select
        count(*) as opportunity_count,
        coalesce(sum(amount), 0) as amount
    from {{ source('landing', 'opportunities') }}
    where _removed_at is null
        and coalesce(deleted, false) = false

),

modelled as (

    select
        count(*) as opportunity_count,
        coalesce(sum(amount), 0) as amount
    from {{ ref('opportunities') }}

)

select
    landed.opportunity_count - modelled.opportunity_count as opportunity_count_difference
from landed
cross join modelled
where landed.opportunity_count <> modelled.opportunity_count
    or landed.amount <> modelled.amount
