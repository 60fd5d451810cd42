from accounting_files import table

from export_samples import CANARY

quickbooks_api_payment_line = table(
    "index,payment_id,_fivetran_synced,amount,credit_memo_id,invoice_id",
    f'0,"{CANARY}",2026-03-01 0:03:02,100,,"{CANARY}"',
).encode()
