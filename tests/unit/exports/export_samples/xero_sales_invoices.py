from accounting_files import table

from export_samples import CANARY

xero_sales_invoices = table(
    "ContactName,EmailAddress,InvoiceNumber,Reference,InvoiceDate,DueDate,Total,"
    "InvoiceAmountDue,Description,LineAmount,TaxAmount,Currency,Type,Status",
    f'"{CANARY}","{CANARY}",INV-1,"{CANARY}",13/03/2026,31/03/2026,120.00,120.00,'
    f'"{CANARY}",60.00,12.00,GBP,Sales invoice,Awaiting Payment',
    f'"{CANARY}","{CANARY}",INV-1,"{CANARY}",13/03/2026,31/03/2026,120.00,120.00,'
    f'"{CANARY}",40.00,8.00,GBP,Sales invoice,Awaiting Payment',
).encode()
