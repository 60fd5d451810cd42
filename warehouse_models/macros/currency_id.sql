{#- SuiteCRM's base currency is -99, and an empty currency means the base currency too. -#}
{% macro currency_id(column) -%}
    coalesce(nullif({{ column }}, ''), '-99')
{%- endmacro %}
