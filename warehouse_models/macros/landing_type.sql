{#- What a warehouse calls a type of the contracts, which is named in DuckDB's words. A delivery makes
    columns of the same types. -#}
{% macro landing_type(data_type) -%}
    {{ adapter.dispatch('landing_type', 'suitehouse')(data_type | lower) }}
{%- endmacro %}

{% macro default__landing_type(data_type) -%}
    {{ data_type }}
{%- endmacro %}

{% macro postgres__landing_type(data_type) -%}
    {{ {'varchar': 'text', 'double': 'double precision'}.get(data_type, data_type) }}
{%- endmacro %}

{#- A varchar without a length holds 256 bytes. -#}
{% macro redshift__landing_type(data_type) -%}
    {{ {'varchar': 'varchar(65535)', 'double': 'double precision'}.get(data_type, data_type) }}
{%- endmacro %}

{#- `timestamp` alone is whatever the account was set to, and a `bigint` has 38 digits. -#}
{% macro snowflake__landing_type(data_type) -%}
    {{ {
        'timestamp': 'timestamp_ntz(6)', 'time': 'time(6)', 'varchar': 'varchar(16777216)',
        'bigint': 'number(19,0)', 'integer': 'number(10,0)',
    }.get(data_type, data_type) }}
{%- endmacro %}

{#- Moments lie there without a zone, all of them UTC: a `timestamp` cannot be compared with them. -#}
{% macro bigquery__landing_type(data_type) -%}
    {{ {
        'timestamp': 'datetime',
        'varchar': 'string', 'bigint': 'int64', 'integer': 'int64', 'boolean': 'bool',
        'double': 'float64',
    }.get(data_type, data_type) }}
{%- endmacro %}

{#- A landed column's name as the models write it: bare, in lower case. -#}
{% macro landing_column(name) -%}
    {{ adapter.dispatch('landing_column', 'suitehouse')(name) }}
{%- endmacro %}

{% macro default__landing_column(name) -%}
    {{ adapter.quote(name) }}
{%- endmacro %}

{#- A bare name means its upper case there. -#}
{% macro snowflake__landing_column(name) -%}
    {{ adapter.quote(name | upper) }}
{%- endmacro %}
