{#- The moment that ages are counted to, UTC: the start of this run, or `--vars '{as_of: …}'`. -#}
{% macro as_of() -%}
    cast(
        '{{ var("as_of", none) or run_started_at.strftime("%Y-%m-%d %H:%M:%S") }}'
        as {{ landing_type('timestamp') }}
    )
{%- endmacro %}
