with calls as (

    select * from {{ ref('stg_suitecrm__calls') }}

),

meetings as (

    select * from {{ ref('stg_suitecrm__meetings') }}

),

emails as (

    select * from {{ ref('stg_suitecrm__emails') }}

),

notes as (

    select * from {{ ref('stg_suitecrm__notes') }}

),

final as (

    select
        'call' as activity_type,
        id as activity_id,
        date_start as occurred_at,
        parent_type,
        parent_id
    from calls
    where status = 'Held'

    union all

    select
        'meeting' as activity_type,
        id as activity_id,
        date_start as occurred_at,
        parent_type,
        parent_id
    from meetings
    where status = 'Held'

    union all

    select
        'email' as activity_type,
        id as activity_id,
        date_sent_received as occurred_at,
        parent_type,
        parent_id
    from emails
    where coalesce(status, '') <> 'draft'

    union all

    select
        'note' as activity_type,
        id as activity_id,
        date_entered as occurred_at,
        parent_type,
        parent_id
    from notes

)

select * from final
