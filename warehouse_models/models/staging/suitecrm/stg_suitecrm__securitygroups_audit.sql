-- Written from the contract of securitygroups_audit by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'securitygroups_audit') }}

),

final as (

    select
        id,
        parent_id,
        date_created,
        created_by,
        field_name,
        data_type,
        before_value_string,
        after_value_string,
        before_value_text,
        after_value_text,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null

)

select * from final
