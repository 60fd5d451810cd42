{#-
    One row per record that has a live account link, from a table of such links. Removing a link and
    making it again leaves a new row, so several can be live: the newest wins, one without a date last.
-#}
{% macro newest_account_link(links, record_id) -%}
with links as (

    select * from {{ links }}

),

ranked_links as (

    select
        {{ record_id }},
        account_id,
        row_number() over (
            partition by {{ record_id }}
            order by date_modified desc nulls last, {{ text_order('id') }}
        ) as choice,
        count(*) over (partition by {{ record_id }}) as account_link_count
    from links
    where nullif({{ record_id }}, '') is not null
        and nullif(account_id, '') is not null

),

final as (

    select
        {{ record_id }},
        account_id,
        account_link_count
    from ranked_links
    where choice = 1

)

select * from final
{%- endmacro %}
