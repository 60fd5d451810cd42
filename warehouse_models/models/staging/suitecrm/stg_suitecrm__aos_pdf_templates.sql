-- Written from the contract of aos_pdf_templates by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'aos_pdf_templates') }}

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
        active,
        type,
        margin_left,
        margin_right,
        margin_top,
        margin_bottom,
        margin_header,
        margin_footer,
        page_size,
        orientation,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
