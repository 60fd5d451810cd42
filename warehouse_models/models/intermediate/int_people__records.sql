with contacts as (

    select * from {{ ref('stg_suitecrm__contacts') }}

),

leads as (

    select * from {{ ref('stg_suitecrm__leads') }}

),

prospects as (

    select * from {{ ref('stg_suitecrm__prospects') }}

),

contact_accounts as (

    select * from {{ ref('int_contacts__accounts') }}

),

emails as (

    select * from {{ ref('int_email_addresses__primary') }}

),

conversions as (

    -- The condition is part of the key: in the join it would keep a database from hashing.
    select
        id as lead_id,
        case when converted then contact_id end as contact_id
    from leads

),

lead_people as (

    -- A converted lead is its contact, as long as that contact is still there.
    select
        conversions.lead_id,
        case
            when contacts.id is not null then {{ dbt.concat(["'contact:'", "contacts.id"]) }}
            else {{ dbt.concat(["'lead:'", "conversions.lead_id"]) }}
        end as person_id
    from conversions
    left join contacts
        on conversions.contact_id = contacts.id

),

records as (

    select
        {{ dbt.concat(["'contact:'", "contacts.id"]) }} as person_id,
        'contact' as source_kind,
        1 as kind_order,
        'Contacts' as module,
        contacts.id as record_id,
        contact_accounts.account_id,
        nullif(contacts.assigned_user_id, '') as owner_user_id,
        coalesce(contacts.do_not_call, false) as is_do_not_call,
        nullif(nullif(contacts.lawful_basis, ''), '[]') as lawful_basis,
        nullif(contacts.lead_source, '') as lead_source,
        contacts.date_entered as created_at,
        contacts.date_modified as modified_at
    from contacts
    left join contact_accounts
        on contacts.id = contact_accounts.contact_id

    union all

    select
        lead_people.person_id,
        'lead' as source_kind,
        2 as kind_order,
        'Leads' as module,
        leads.id as record_id,
        nullif(leads.account_id, '') as account_id,
        nullif(leads.assigned_user_id, '') as owner_user_id,
        coalesce(leads.do_not_call, false) as is_do_not_call,
        nullif(nullif(leads.lawful_basis, ''), '[]') as lawful_basis,
        nullif(leads.lead_source, '') as lead_source,
        leads.date_entered as created_at,
        leads.date_modified as modified_at
    from leads
    inner join lead_people
        on leads.id = lead_people.lead_id

    union all

    -- A target that became a lead is that lead's person.
    select
        coalesce(
            lead_people.person_id, {{ dbt.concat(["'prospect:'", "prospects.id"]) }}
        ) as person_id,
        'prospect' as source_kind,
        3 as kind_order,
        'Prospects' as module,
        prospects.id as record_id,
        cast(null as {{ dbt.type_string() }}) as account_id,
        nullif(prospects.assigned_user_id, '') as owner_user_id,
        coalesce(prospects.do_not_call, false) as is_do_not_call,
        nullif(nullif(prospects.lawful_basis, ''), '[]') as lawful_basis,
        cast(null as {{ dbt.type_string() }}) as lead_source,
        prospects.date_entered as created_at,
        prospects.date_modified as modified_at
    from prospects
    left join lead_people
        on prospects.lead_id = lead_people.lead_id

),

final as (

    select
        records.person_id,
        records.source_kind,
        records.kind_order,
        records.record_id,
        records.account_id,
        records.owner_user_id,
        emails.email_token,
        coalesce(emails.has_opted_out, false) as has_opted_out,
        coalesce(emails.is_email_invalid, false) as is_email_invalid,
        records.is_do_not_call,
        records.lawful_basis,
        records.lead_source,
        records.created_at,
        records.modified_at
    from records
    left join emails
        on records.module = emails.bean_module
            and records.record_id = emails.bean_id

)

select * from final
