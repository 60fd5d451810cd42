-- Written from the contract of users by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'users') }}

),

final as (

    select
        id,
        system_generated_password,
        pwd_last_changed,
        sugar_login,
        first_name,
        last_name,
        is_admin,
        external_auth_only,
        receive_notifications,
        date_entered,
        date_modified,
        modified_user_id,
        created_by,
        title,
        department,
        phone_home,
        phone_mobile,
        phone_work,
        phone_other,
        phone_fax,
        status,
        address_city,
        address_state,
        address_country,
        address_postalcode,
        portal_only,
        show_on_employees,
        employee_status,
        messenger_type,
        reports_to_id,
        is_group,
        factor_auth,
        factor_auth_interface,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
