{#- Written from the contract of cases by `python -m suitehouse.contracts.staging`. -#}
{% macro label_cases_priority(key) -%}
    case {{ key }}
        when 'P1' then 'High'
        when 'P2' then 'Medium'
        when 'P3' then 'Low'
        else {{ key }}
    end
{%- endmacro %}
