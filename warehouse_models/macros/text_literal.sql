{#- A text as a literal, whatever is in it. -#}
{% macro text_literal(text) -%}
    {{ adapter.dispatch('text_literal', 'suitehouse')(text) }}
{%- endmacro %}

{% macro default__text_literal(text) -%}
    '{{ text | replace("'", "''") }}'
{%- endmacro %}

{#- A backslash in a literal escapes what follows it, in these three. -#}
{% macro redshift__text_literal(text) -%}
    {{ suitehouse.snowflake__text_literal(text) }}
{%- endmacro %}

{% macro snowflake__text_literal(text) -%}
    '{{ text | replace("\\", "\\\\") | replace("'", "''") }}'
{%- endmacro %}

{% macro bigquery__text_literal(text) -%}
    '{{ text | replace("\\", "\\\\") | replace("'", "\\'") }}'
{%- endmacro %}
