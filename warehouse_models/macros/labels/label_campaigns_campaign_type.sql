{#- Written from the contract of campaigns by `python -m suitehouse.contracts.staging`. -#}
{% macro label_campaigns_campaign_type(key) -%}
    case {{ key }}
        when 'Telesales' then 'Telesales'
        when 'Mail' then 'Mail'
        when 'Email' then 'Email'
        when 'Print' then 'Print'
        when 'Web' then 'Web'
        when 'Radio' then 'Radio'
        when 'Television' then 'Television'
        when 'NewsLetter' then 'Newsletter'
        when 'Survey' then 'Survey'
        else {{ key }}
    end
{%- endmacro %}
