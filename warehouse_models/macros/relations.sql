{#- Where a warehouse needs its relations named otherwise than dbt does. -#}

{% macro ref() %}
    {% do return(
        adapter.dispatch('named_relation', 'suitehouse')(builtins.ref(*varargs, **kwargs))
    ) %}
{% endmacro %}

{% macro source(source_name, table_name) %}
    {% do return(
        adapter.dispatch('named_relation', 'suitehouse')(builtins.source(source_name, table_name))
    ) %}
{% endmacro %}

{% macro default__named_relation(relation) %}
    {% do return(relation) %}
{% endmacro %}

{#- Without its database: a view keeps the text it was made with, and the published file bears
    another catalog name than the writer's. -#}
{% macro duckdb__named_relation(relation) %}
    {% do return(relation.include(database=false)) %}
{% endmacro %}
