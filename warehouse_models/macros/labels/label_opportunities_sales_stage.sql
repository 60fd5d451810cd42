{#- Written from the contract of opportunities by `python -m suitehouse.contracts.staging`. -#}
{% macro label_opportunities_sales_stage(key) -%}
    case {{ key }}
        when 'Prospecting' then 'Prospecting'
        when 'Qualification' then 'Qualification'
        when 'Needs Analysis' then 'Needs Analysis'
        when 'Value Proposition' then 'Value Proposition'
        when 'Id. Decision Makers' then 'Identifying Decision Makers'
        when 'Perception Analysis' then 'Perception Analysis'
        when 'Proposal/Price Quote' then 'Proposal/Price Quote'
        when 'Negotiation/Review' then 'Negotiation/Review'
        when 'Closed Won' then 'Closed Won'
        when 'Closed Lost' then 'Closed Lost'
        else {{ key }}
    end
{%- endmacro %}
