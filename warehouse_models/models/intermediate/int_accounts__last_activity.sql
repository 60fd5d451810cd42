with activities as (

    select * from {{ ref('int_activities__unioned') }}

),

contact_accounts as (

    select * from {{ ref('int_contacts__accounts') }}

),

opportunity_accounts as (

    select * from {{ ref('int_opportunities__accounts') }}

),

account_activities as (

    select
        case activities.parent_type
            when 'Accounts' then activities.parent_id
            when 'Contacts' then contact_accounts.account_id
            when 'Opportunities' then opportunity_accounts.account_id
        end as account_id,
        activities.occurred_at
    from activities
    left join contact_accounts
        on activities.parent_type = 'Contacts'
            and activities.parent_id = contact_accounts.contact_id
    left join opportunity_accounts
        on activities.parent_type = 'Opportunities'
            and activities.parent_id = opportunity_accounts.opportunity_id

),

final as (

    select
        account_id,
        max(occurred_at) as last_activity_at,
        count(*) as activity_count
    from account_activities
    where nullif(account_id, '') is not null
        -- A meeting can be marked held before its date.
        and occurred_at <= {{ as_of() }}
    group by account_id

)

select * from final
