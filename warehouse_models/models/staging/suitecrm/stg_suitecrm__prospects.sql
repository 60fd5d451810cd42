-- Written from the contract of prospects by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'prospects') }}

),

final as (

    select
        id,
        date_entered,
        date_modified,
        modified_user_id,
        created_by,
        assigned_user_id,
        first_name,
        last_name,
        title,
        department,
        do_not_call,
        phone_home,
        phone_mobile,
        phone_work,
        phone_other,
        phone_fax,
        lawful_basis,
        date_reviewed,
        lawful_basis_source,
        primary_address_city,
        primary_address_state,
        primary_address_postalcode,
        primary_address_country,
        alt_address_city,
        alt_address_state,
        alt_address_postalcode,
        alt_address_country,
        assistant,
        assistant_phone,
        tracker_key,
        birthdate,
        lead_id,
        account_name,
        campaign_id,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
