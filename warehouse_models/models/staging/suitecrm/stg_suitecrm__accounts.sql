-- Written from the contract of accounts by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'accounts') }}

),

final as (

    select
        id,
        name,
        date_entered,
        date_modified,
        modified_user_id,
        created_by,
        assigned_user_id,
        account_type,
        industry,
        annual_revenue,
        phone_fax,
        billing_address_city,
        billing_address_state,
        billing_address_postalcode,
        billing_address_country,
        rating,
        phone_office,
        phone_alternate,
        website,
        ownership,
        employees,
        ticker_symbol,
        shipping_address_city,
        shipping_address_state,
        shipping_address_postalcode,
        shipping_address_country,
        parent_id,
        sic_code,
        campaign_id,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
