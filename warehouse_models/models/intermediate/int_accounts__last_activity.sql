with activities as (

    select * from {{ ref('int_activities__unioned') }}

),

parent_accounts as (

    -- Parents by module, so that the join is on equal keys alone.
    select
        'Accounts' as parent_type,
        id as parent_id,
        id as account_id
    from {{ ref('stg_suitecrm__accounts') }}

    union all

    select
        'Contacts' as parent_type,
        contact_id as parent_id,
        account_id
    from {{ ref('int_contacts__accounts') }}

    union all

    select
        'Opportunities' as parent_type,
        opportunity_id as parent_id,
        account_id
    from {{ ref('int_opportunities__accounts') }}

),

final as (

    select
        parent_accounts.account_id,
        max(activities.occurred_at) as last_activity_at,
        count(*) as activity_count
    from activities
    inner join parent_accounts
        on activities.parent_type = parent_accounts.parent_type
            and activities.parent_id = parent_accounts.parent_id
    -- A meeting can be marked held before its date.
    where activities.occurred_at <= {{ as_of() }}
    group by parent_accounts.account_id

)

select * from final
