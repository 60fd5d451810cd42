{#-
    An amount in the base currency. SuiteCRM keeps it in `<amount>_usdollar`, whatever the name
    says; where it is missing, an amount that is in the base currency already stands for itself.
-#}
{% macro base_amount(amount, is_base_currency='is_base_currency') -%}
    coalesce(
            {{ amount }}_usdollar,
            case when {{ is_base_currency }} then {{ amount }} end
        )
{%- endmacro %}
