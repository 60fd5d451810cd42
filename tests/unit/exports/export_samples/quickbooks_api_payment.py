from accounting_files import table

from export_samples import CANARY

quickbooks_api_payment = table(
    "id,currency_id,customer_id,private_note,reference_number,total_amount,"
    "transaction_date,unapplied_amount",
    f'3,USD,"{CANARY}","{CANARY}","{CANARY}",100,2026-03-01,0',
).encode()
