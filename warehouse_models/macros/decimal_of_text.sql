{#- A decimal that somebody typed; NULL where the text is none, or has too many digits. -#}
{% macro decimal_of_text(text, precision, scale) -%}
    {{ adapter.dispatch('decimal_of_text', 'suitehouse')(text, precision, scale) }}
{%- endmacro %}

{#- DuckDB and Snowflake. -#}
{% macro default__decimal_of_text(text, precision, scale) -%}
    try_cast(trim({{ text }}) as decimal({{ precision }}, {{ scale }}))
{%- endmacro %}

{#- An empty text is an error even to Redshift's try_cast. -#}
{% macro redshift__decimal_of_text(text, precision, scale) -%}
    try_cast(nullif(trim({{ text }}), '') as decimal({{ precision }}, {{ scale }}))
{%- endmacro %}

{% macro postgres__decimal_of_text(text, precision, scale) -%}
    case
        when trim({{ text }})
            !~ '^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,2})?$' then null
        when abs(round(cast(trim({{ text }}) as numeric), {{ scale }}))
            >= {{ 10 ** (precision - scale) }} then null
        else cast(trim({{ text }}) as decimal({{ precision }}, {{ scale }}))
    end
{%- endmacro %}

{#- BigQuery casts to no number of digits, so they are counted here. -#}
{% macro bigquery__decimal_of_text(text, precision, scale) -%}
    case
        when abs(round(safe_cast(trim({{ text }}) as numeric), {{ scale }}))
            < {{ 10 ** (precision - scale) }}
            then round(safe_cast(trim({{ text }}) as numeric), {{ scale }})
    end
{%- endmacro %}
