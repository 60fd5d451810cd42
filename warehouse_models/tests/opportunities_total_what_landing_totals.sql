-- Consistency: the mart holds each live landed opportunity once, to the last digit of money.
{% set is_base = currency_id('currency_id') ~ " = '-99'" %}
{{ totals_differ(source('landing', 'opportunities'), ref('opportunities'), {
    'amount': 'amount',
    base_amount('amount', is_base): 'amount_base',
}) }}
