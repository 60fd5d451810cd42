from accounting_files import report

from export_samples import CANARY

quickbooks_sales_detail = report(
    "Sales by Customer Detail",
    ",Transaction date,Transaction type,Num,Product/Service,Description,Quantity,Amount,Balance",
    f'"{CANARY}",,,,,,,,',
    f',03/14/2026,Invoice,INV-1,"{CANARY}","{CANARY}",1,60.00,60.00',
    ",03/14/2026,Invoice,INV-1,Hosting,,1,40.00,100.00",
    f'"Total for {CANARY}",,,,,,,$100.00,',
    "TOTAL,,,,,,,$100.00,",
).encode()
