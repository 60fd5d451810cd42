{#- Rises in an `order by`, with NULL at the end: BigQuery has it first, and not every window there
    can be told otherwise. -#}
{% macro nulls_last(column) -%}
    case when {{ column }} is null then 1 else 0 end, {{ column }}
{%- endmacro %}
