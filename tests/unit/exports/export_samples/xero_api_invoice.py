from accounting_files import table

from export_samples import CANARY

xero_api_invoice = table(
    "invoice_id,contact_id,date,due_date,amount_due,sub_total,total,total_tax,"
    "currency_code,invoice_number,reference,status,type",
    f'91aaab47-dc41-4264-b96d-8e896f305502,"{CANARY}",2026-03-01,2026-03-31,0,100,120,20,'
    f'GBP,"{CANARY}","{CANARY}",PAID,ACCREC',
).encode()
