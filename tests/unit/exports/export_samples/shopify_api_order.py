from accounting_files import table

from export_samples import CANARY

shopify_api_order = table(
    "id,note,email,currency,total_tax,total_price,created_at,name,customer_id,"
    "order_number,financial_status,test",
    f'2674098602081,"{CANARY}","{CANARY}",GBP,0.00,2.8,2026-03-11 19:35:42.000,"{CANARY}",'
    f'"{CANARY}",5135,paid,FALSE',
).encode()
