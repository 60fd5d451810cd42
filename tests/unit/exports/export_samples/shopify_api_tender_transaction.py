from accounting_files import table

from export_samples import CANARY

shopify_api_tender_transaction = table(
    "id,amount,currency,order_id,payment_method,processed_at,remote_reference,test",
    f'34283,2895.74,USD,"{CANARY}",other,2026-03-30 18:14:37.000000,"{CANARY}",false',
).encode()
