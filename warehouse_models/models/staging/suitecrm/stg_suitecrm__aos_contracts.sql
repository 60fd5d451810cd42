-- Written from the contract of aos_contracts by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'aos_contracts') }}

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
        reference_code,
        start_date,
        end_date,
        total_contract_value,
        total_contract_value_usdollar,
        currency_id,
        status,
        customer_signed_date,
        company_signed_date,
        renewal_reminder_date,
        contract_type,
        contract_account_id,
        opportunity_id,
        contact_id,
        call_id,
        total_amt,
        total_amt_usdollar,
        subtotal_amount,
        subtotal_amount_usdollar,
        discount_amount,
        discount_amount_usdollar,
        tax_amount,
        tax_amount_usdollar,
        shipping_amount,
        shipping_amount_usdollar,
        shipping_tax,
        shipping_tax_amt,
        shipping_tax_amt_usdollar,
        total_amount,
        total_amount_usdollar,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
