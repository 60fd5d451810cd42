from accounting_files import table

from export_samples import CANARY

quickbooks_api_credit_memo = table(
    "id,bill_email,currency_id,customer_id,doc_number,private_note,remaining_credit,"
    "total_amount,transaction_date",
    f'2,"{CANARY}",USD,"{CANARY}","{CANARY}","{CANARY}",0,100,2026-03-01',
).encode()
