with accounts as (

    select * from {{ ref('stg_suitecrm__accounts') }}

),

emails as (

    select * from {{ ref('int_email_addresses__primary') }}
    where bean_module = 'Accounts'

),

contact_counts as (

    select
        account_id,
        count(*) as contact_count
    from {{ ref('int_contacts__accounts') }}
    group by account_id

),

pipelines as (

    select
        account_id,
        count(case when is_open then 1 end) as open_opportunity_count,
        sum(case when is_open then amount_base else 0 end) as open_pipeline_amount_base,
        count(case when is_won then 1 end) as won_opportunity_count,
        sum(case when is_won then amount_base else 0 end) as won_amount_base
    from {{ ref('int_opportunities__valued') }}
    group by account_id

),

billing as (

    select
        account_id,
        count(*) as invoice_count,
        sum(total_amount_base) as invoiced_amount_base,
        sum(case when status = 'Paid' then total_amount_base else 0 end) as paid_amount_base,
        sum(case when status = 'Unpaid' then total_amount_base else 0 end) as unpaid_amount_base,
        max(invoice_date) as last_invoice_date
    from {{ ref('int_invoices__valued') }}
    where status <> 'Cancelled'
    group by account_id

),

activity as (

    select * from {{ ref('int_accounts__last_activity') }}

),

final as (

    select
        accounts.id as account_id,
        nullif(accounts.name, '') as account_name,
        nullif(accounts.account_type, '') as account_type,
        nullif(accounts.industry, '') as industry,
        nullif(accounts.billing_address_country, '') as country,
        nullif(accounts.parent_id, '') as parent_account_id,
        nullif(accounts.assigned_user_id, '') as owner_user_id,
        emails.email_token,
        coalesce(emails.has_opted_out, false) as has_opted_out,
        coalesce(contact_counts.contact_count, 0) as contact_count,
        coalesce(pipelines.open_opportunity_count, 0) as open_opportunity_count,
        coalesce(pipelines.open_pipeline_amount_base, 0) as open_pipeline_amount_base,
        coalesce(pipelines.won_opportunity_count, 0) as won_opportunity_count,
        coalesce(pipelines.won_amount_base, 0) as won_amount_base,
        coalesce(billing.invoice_count, 0) as invoice_count,
        coalesce(billing.invoiced_amount_base, 0) as invoiced_amount_base,
        coalesce(billing.paid_amount_base, 0) as paid_amount_base,
        coalesce(billing.unpaid_amount_base, 0) as unpaid_amount_base,
        coalesce(billing.invoiced_amount_base, 0)
            - coalesce(billing.paid_amount_base, 0)
            - coalesce(billing.unpaid_amount_base, 0) as other_status_amount_base,
        billing.last_invoice_date,
        activity.last_activity_at,
        coalesce(activity.activity_count, 0) as activity_count,
        accounts.date_entered as created_at,
        accounts.date_modified as modified_at
    from accounts
    left join emails
        on accounts.id = emails.bean_id
    left join contact_counts
        on accounts.id = contact_counts.account_id
    left join pipelines
        on accounts.id = pipelines.account_id
    left join billing
        on accounts.id = billing.account_id
    left join activity
        on accounts.id = activity.account_id

)

select * from final
