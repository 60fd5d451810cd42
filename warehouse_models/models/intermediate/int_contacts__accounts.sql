with links as (

    select * from {{ ref('stg_suitecrm__accounts_contacts') }}

),

ranked_links as (

    -- A re-made link is a new row, so several can be live: the newest wins.
    select
        contact_id,
        account_id,
        row_number() over (
            partition by contact_id
            order by date_modified desc, id
        ) as choice,
        count(*) over (partition by contact_id) as account_link_count
    from links
    where nullif(contact_id, '') is not null
        and nullif(account_id, '') is not null

),

final as (

    select
        contact_id,
        account_id,
        account_link_count
    from ranked_links
    where choice = 1

)

select * from final
