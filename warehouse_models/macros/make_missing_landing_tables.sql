{#-
    A CRM without some module lacks its tables, and a first pass may have been of few tables only.
    Each landing table that is not there yet is made empty, so that every model builds.
-#}
{% macro make_missing_landing_tables() -%}
    {%- if execute -%}
        {%- for source in graph.sources.values() if source.source_name == 'landing' -%}
            {%- set found = adapter.get_relation(
                database=source.database, schema=source.schema, identifier=source.identifier
            ) -%}
            {%- if found is none -%}
                {%- set relation = api.Relation.create(
                    database=source.database, schema=source.schema, identifier=source.identifier
                ) -%}
                {%- do adapter.create_schema(relation) -%}
                {%- do run_query(empty_landing_table(relation, source.columns.values())) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}

{% macro empty_landing_table(relation, columns) -%}
    create table if not exists {{ relation }} (
        {%- for column in columns %}
        {{ adapter.quote(column.name) }} {{ column.data_type }},
        {%- endfor %}
        _loaded_at timestamp,
        _run_id {{ dbt.type_string() }},
        _digest {{ dbt.type_bigint() }},
        _removed_at timestamp,
        _removed_reason {{ dbt.type_string() }}
    )
{%- endmacro %}
