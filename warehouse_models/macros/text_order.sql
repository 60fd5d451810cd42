{#-
    Texts in the order of their bytes, whatever the language of the database, so that every
    warehouse chooses the same row. `text_order` is for an `order by`.
-#}
{% macro text_order(text) -%}
    {{ adapter.dispatch('text_order', 'suitehouse')(text) }}
{%- endmacro %}

{% macro default__text_order(text) -%}
    {{ text }}
{%- endmacro %}

{#- PostgreSQL alone orders by the language of the database. -#}
{% macro postgres__text_order(text) -%}
    {{ text }} collate "C"
{%- endmacro %}

{% macro redshift__text_order(text) -%}
    {{ text }}
{%- endmacro %}

{#- The first and the last of a group's texts. -#}
{% macro first_text(text) -%}
    {{ adapter.dispatch('extreme_text', 'suitehouse')('min', text) }}
{%- endmacro %}

{% macro last_text(text) -%}
    {{ adapter.dispatch('extreme_text', 'suitehouse')('max', text) }}
{%- endmacro %}

{% macro default__extreme_text(aggregate, text) -%}
    {{ aggregate }}({{ text }})
{%- endmacro %}

{#- The result goes back to the database's order, or it could be compared with no other text. -#}
{% macro postgres__extreme_text(aggregate, text) -%}
    {{ aggregate }}(({{ text }}) collate "C") collate "default"
{%- endmacro %}

{% macro redshift__extreme_text(aggregate, text) -%}
    {{ aggregate }}({{ text }})
{%- endmacro %}
