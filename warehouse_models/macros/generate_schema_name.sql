{#- Schemas are named exactly as configured: analysts read `marts`, not `<target>_marts`. Whoever
    builds beside finished schemas puts a prefix before all of them, by `schema_prefix`. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ var('schema_prefix', '') }}{{ custom_schema_name | default(target.schema, true) | trim }}
{%- endmacro %}
