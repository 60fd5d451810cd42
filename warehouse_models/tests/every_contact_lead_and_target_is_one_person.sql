-- Consistency: merging conversions neither loses a record nor counts it twice.
with records as (

    select count(*) as row_count from {{ ref('stg_suitecrm__contacts') }}
    union all
    select count(*) as row_count from {{ ref('stg_suitecrm__leads') }}
    union all
    select count(*) as row_count from {{ ref('stg_suitecrm__prospects') }}

),

expected as (

    select sum(row_count) as record_count from records

),

people as (

    select coalesce(sum(record_count), 0) as record_count from {{ ref('people') }}

)

select
    expected.record_count as expected_count,
    people.record_count as people_count
from expected
cross join people
where expected.record_count <> people.record_count
