with links as (

    select * from {{ ref('stg_suitecrm__email_addr_bean_rel') }}

),

addresses as (

    select * from {{ ref('stg_suitecrm__email_addresses') }}

),

primary_links as (

    -- Nothing in SuiteCRM keeps a record from having two primary addresses: the newest link wins.
    -- A link of an erased person names no record.
    select
        bean_module,
        bean_id,
        email_address_id,
        row_number() over (
            partition by bean_module, bean_id
            order by date_modified desc nulls last, {{ text_order('id') }}
        ) as choice
    from links
    where primary_address
        and nullif(bean_module, '') is not null
        and nullif(bean_id, '') is not null

),

final as (

    select
        primary_links.bean_module,
        primary_links.bean_id,
        addresses.id as email_address_id,
        nullif(addresses.email_address, '') as email_token,
        coalesce(addresses.opt_out, false) as has_opted_out,
        coalesce(addresses.invalid_email, false) as is_email_invalid
    from primary_links
    inner join addresses
        on primary_links.email_address_id = addresses.id
    where primary_links.choice = 1

)

select * from final
