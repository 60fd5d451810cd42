-- Consistency: the mart holds each live landed invoice once, to the last digit of money.
{% set is_base = currency_id('currency_id') ~ " = '-99'" %}
{{ totals_differ(source('landing', 'aos_invoices'), ref('invoices'), {
    'total_amount': 'total_amount',
    'tax_amount': 'tax_amount',
    base_amount('total_amount', is_base): 'total_amount_base',
}) }}
