{#- Written from the contract of cases by `python -m suitehouse.contracts.staging`. -#}
{% macro label_cases_status(key) -%}
    case {{ key }}
        when 'Open_New' then 'New'
        when 'Open_Assigned' then 'Assigned'
        when 'Closed_Closed' then 'Closed'
        when 'Open_Pending Input' then 'Pending Input'
        when 'Closed_Rejected' then 'Rejected'
        when 'Closed_Duplicate' then 'Duplicate'
        else {{ key }}
    end
{%- endmacro %}
