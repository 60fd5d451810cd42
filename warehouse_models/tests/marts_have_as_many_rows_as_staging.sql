-- Consistency: no join drops or doubles a row on the way to a mart.
{% set counted = [
    ('accounts', 'stg_suitecrm__accounts', 'true'),
    ('opportunities', 'stg_suitecrm__opportunities', 'true'),
    ('invoices', 'stg_suitecrm__aos_invoices', 'true'),
    ('invoice_lines', 'stg_suitecrm__aos_products_quotes', "parent_type = 'AOS_Invoices'"),
] %}
with counts as (

    {% for mart, staging, condition in counted %}
    select
        '{{ mart }}' as mart,
        (select count(*) from {{ ref(mart) }}) as mart_rows,
        (select count(*) from {{ ref(staging) }} where {{ condition }}) as staging_rows
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

)

select
    mart,
    mart_rows,
    staging_rows
from counts
where mart_rows <> staging_rows
