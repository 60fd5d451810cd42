{#- Each value that is there lies between the two, ends included. -#}
{% test in_range(model, column_name, least, most) %}

select {{ column_name }}
from {{ model }}
where {{ column_name }} < {{ least }}
    or {{ column_name }} > {{ most }}

{% endtest %}
