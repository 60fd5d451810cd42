{#- Written from the contract of campaign_log by `python -m suitehouse.contracts.staging`. -#}
{% macro label_campaign_log_activity_type(key) -%}
    case {{ key }}
        when 'targeted' then 'Message Sent/Attempted'
        when 'send error' then 'Bounced Messages,Other'
        when 'invalid email' then 'Bounced Messages,Invalid Email'
        when 'link' then 'Click-thru Link'
        when 'viewed' then 'Viewed Message'
        when 'removed' then 'Opted Out'
        when 'lead' then 'Leads Created'
        when 'contact' then 'Contacts Created'
        when 'blocked' then 'Suppressed by address or domain'
        when 'Survey' then 'Survey answered'
        else {{ key }}
    end
{%- endmacro %}
