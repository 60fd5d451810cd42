from accounting_files import report

from export_samples import CANARY

quickbooks_invoices_payments = report(
    "Invoices and Received Payments",
    ",Date,Transaction type,Memo/Description,Transaction number,Amount",
    f'"{CANARY}",,,,,',
    f',03/14/2026,Payment,"{CANARY}","{CANARY}",100.00',
    ",03/13/2026,Invoice,,INV-1,100.00",
    "TOTAL,,,,,200.00",
).encode()
