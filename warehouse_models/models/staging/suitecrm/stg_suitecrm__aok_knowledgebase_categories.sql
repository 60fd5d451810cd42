-- Written from the contract of aok_knowledgebase_categories by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'aok_knowledgebase_categories') }}

),

final as (

    select
        id,
        date_modified,
        aok_knowledgebase_id,
        aok_knowledge_base_categories_id,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
