from accounting_files import table

from export_samples import CANARY

shopify_api_transaction = table(
    "id,order_id,parent_id,amount,processed_at,gateway,message,currency,kind,status,test",
    f'2667417567303,"{CANARY}","{CANARY}",415,2026-02-27 16:05:37.000,"{CANARY}",'
    f'"{CANARY}",USD,sale,success,FALSE',
).encode()
