from accounting_files import table

from export_samples import CANARY

quickbooks_api_invoice = table(
    "id,_fivetran_deleted,balance,billing_email,currency_id,customer_id,doc_number,"
    "due_date,private_note,total_amount,transaction_date",
    f'1,FALSE,40,"{CANARY}",USD,"{CANARY}","{CANARY}",2026-04-01,"{CANARY}",100,2026-03-01',
).encode()
