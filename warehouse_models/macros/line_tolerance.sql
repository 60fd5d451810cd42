{#- The variable as a decimal: a bare 0.05 is a float to some warehouses. -#}
{% macro line_tolerance() -%}
    cast('{{ var("line_tolerance") }}' as {{ dbt.type_numeric() }})
{%- endmacro %}
