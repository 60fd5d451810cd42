from accounting_files import table

from export_samples import CANARY

quickbooks_api_customer = table(
    "id,balance,balance_with_jobs,bill_with_parent,created_at,currency_id,email,"
    "fully_qualified_name,phone_number",
    f'4,0,0,FALSE,2026-03-01 13:09:22,USD,"{CANARY}","{CANARY}","{CANARY}"',
).encode()
