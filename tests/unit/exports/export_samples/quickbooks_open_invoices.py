from accounting_files import report

from export_samples import CANARY

quickbooks_open_invoices = report(
    "Open Invoices",
    ",Date,Transaction type,Num,Term,Due date,Open balance",
    f'"{CANARY}",,,,,,',
    f',03/14/2026,Invoice,INV-1,"{CANARY}",04/13/2026,40.00',
    f'"Total for {CANARY}",,,,,,$40.00',
    "TOTAL,,,,,,$40.00",
).encode()
