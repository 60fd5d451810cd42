{#-
    Rows where a mart does not hold each live row of a landing table once, to the last digit of money.
    `sums` names for each total what is added up in landing and which column of the mart.
-#}
{% macro totals_differ(landed, mart, sums) -%}
with landed as (

    select
        {%- for expression in sums %}
        coalesce(sum({{ expression }}), 0) as total_{{ loop.index }},
        {%- endfor %}
        count(*) as row_count
    from {{ landed }}
    where _removed_at is null
        and coalesce(deleted, false) = false

),

modelled as (

    select
        {%- for column in sums.values() %}
        coalesce(sum({{ column }}), 0) as total_{{ loop.index }},
        {%- endfor %}
        count(*) as row_count
    from {{ mart }}

)

-- Differences of counts alone: a stored failure holds no amount.
select landed.row_count - modelled.row_count as row_count_difference
from landed
cross join modelled
where landed.row_count <> modelled.row_count
    {%- for expression in sums %}
    or landed.total_{{ loop.index }} <> modelled.total_{{ loop.index }}
    {%- endfor %}
{%- endmacro %}
