-- Consistency: the mart holds each live landed invoice once, to the last digit of money.
with landed as (

    select
        count(*) as invoice_count,
        coalesce(sum(total_amount), 0) as total_amount,
        coalesce(sum(tax_amount), 0) as tax_amount,
        coalesce(sum(total_amount_usdollar), 0) as total_amount_base,
        count(*) - count(total_amount_usdollar) as missing_base_count
    from {{ source('landing', 'aos_invoices') }}
    where _removed_at is null
        and coalesce(deleted, false) = false

),

modelled as (

    select
        count(*) as invoice_count,
        coalesce(sum(total_amount), 0) as total_amount,
        coalesce(sum(tax_amount), 0) as tax_amount,
        coalesce(sum(total_amount_base), 0) as total_amount_base
    from {{ ref('invoices') }}

)

select
    landed.invoice_count - modelled.invoice_count as invoice_count_difference
from landed
cross join modelled
where landed.invoice_count <> modelled.invoice_count
    or landed.total_amount <> modelled.total_amount
    or landed.tax_amount <> modelled.tax_amount
    -- The mart stands in for a missing base amount, so its sum is only bound where none is missing.
    or (
        landed.missing_base_count = 0
        and landed.total_amount_base <> modelled.total_amount_base
    )
