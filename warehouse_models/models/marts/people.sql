with records as (

    select * from {{ ref('int_people__records') }}

),

ranked_records as (

    select
        person_id,
        source_kind,
        record_id,
        account_id,
        owner_user_id,
        email_token,
        has_opted_out,
        is_email_invalid,
        is_do_not_call,
        lawful_basis,
        created_at,
        modified_at,
        row_number() over (
            partition by person_id
            order by kind_order, {{ nulls_last('created_at') }}, {{ text_order('record_id') }}
        ) as record_order,
        row_number() over (
            partition by person_id
            order by
                case when email_token is null then 1 else 0 end,
                kind_order,
                {{ nulls_last('created_at') }},
                {{ text_order('record_id') }}
        ) as email_order
    from records

),

people as (

    -- The most advanced record speaks for the person; the earliest one says when we met.
    -- source_kind is named with its table where some warehouses would take the new column.
    select
        person_id,
        max(case when record_order = 1 then source_kind end) as source_kind,
        max(case when record_order = 1 then owner_user_id end) as owner_user_id,
        max(case when record_order = 1 then account_id end) as account_id,
        max(case when record_order = 1 then lawful_basis end) as lawful_basis,
        max(case when email_order = 1 then email_token end) as email_token,
        max(case when has_opted_out then 1 else 0 end) = 1 as has_opted_out,
        max(case when email_order = 1 and is_email_invalid then 1 else 0 end) = 1
            as is_email_invalid,
        max(case when is_do_not_call then 1 else 0 end) = 1 as is_do_not_call,
        max(case when ranked_records.source_kind = 'contact' then record_id end) as contact_id,
        {{ first_text("case when ranked_records.source_kind = 'lead' then record_id end") }}
            as lead_id,
        {{ first_text("case when ranked_records.source_kind = 'prospect' then record_id end") }}
            as prospect_id,
        count(*) as record_count,
        min(created_at) as created_at,
        max(modified_at) as modified_at
    from ranked_records
    group by person_id

),

same_address as (

    select
        person_id,
        first_value(person_id) over (
            partition by email_token
            order by {{ nulls_last('created_at') }}, {{ text_order('person_id') }}
            rows between unbounded preceding and unbounded following
        ) as first_person_id
    from people
    where email_token is not null

),

final as (

    select
        people.person_id,
        people.source_kind,
        people.contact_id,
        people.lead_id,
        people.prospect_id,
        people.record_count,
        people.contact_id is not null and people.lead_id is not null as is_converted_lead,
        people.account_id,
        people.owner_user_id,
        people.email_token,
        people.has_opted_out,
        people.is_email_invalid,
        people.is_do_not_call,
        people.lawful_basis,
        case
            when same_address.first_person_id <> people.person_id
                then same_address.first_person_id
        end as possible_duplicate_of,
        people.created_at,
        people.modified_at
    from people
    left join same_address
        on people.person_id = same_address.person_id

)

select * from final
