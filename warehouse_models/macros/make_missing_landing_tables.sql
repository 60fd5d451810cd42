{#-
    A CRM without some module lacks its tables, and a first pass may have been of few tables only.
    Each landing table that is not there yet is made empty, so that every model builds.
-#}
{% macro make_missing_landing_tables() -%}
    {#- Hooks are rendered, not only run: to read the project changes nothing. -#}
    {%- if execute and flags.WHICH not in ['compile', 'generate'] -%}
        {%- set missing = [] -%}
        {%- for source in graph.sources.values() if source.source_name == 'landing' -%}
            {%- set relation = api.Relation.create(
                database=source.database, schema=source.schema, identifier=source.identifier
            ) -%}
            {%- if adapter.get_relation(source.database, source.schema, source.identifier) is none -%}
                {%- do missing.append((relation, source.columns.values())) -%}
            {%- endif -%}
        {%- endfor -%}
        {%- for relation, columns in missing -%}
            {%- if loop.first -%}
                {%- do adapter.create_schema(relation) -%}
            {%- endif -%}
            {%- do run_query(empty_landing_table(relation, columns)) -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}

{% macro empty_landing_table(relation, columns) -%}
    create table if not exists {{ relation }} (
        {%- for column in columns %}
        {{ landing_column(column.name) }} {{ landing_type(column.data_type) }},
        {%- endfor %}
        {{ landing_column('_loaded_at') }} {{ landing_type('timestamp') }},
        {{ landing_column('_run_id') }} {{ landing_type('varchar') }},
        {{ landing_column('_digest') }} {{ landing_type('bigint') }},
        {{ landing_column('_removed_at') }} {{ landing_type('timestamp') }},
        {{ landing_column('_removed_reason') }} {{ landing_type('varchar') }}
    )
{%- endmacro %}
