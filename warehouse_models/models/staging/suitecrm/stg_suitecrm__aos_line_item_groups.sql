-- Written from the contract of aos_line_item_groups by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'aos_line_item_groups') }}

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
        total_amt,
        total_amt_usdollar,
        discount_amount,
        discount_amount_usdollar,
        subtotal_amount,
        subtotal_amount_usdollar,
        tax_amount,
        tax_amount_usdollar,
        subtotal_tax_amount,
        subtotal_tax_amount_usdollar,
        total_amount,
        total_amount_usdollar,
        parent_type,
        parent_id,
        number,
        currency_id,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
