from accounting_files import report

from export_samples import CANARY

quickbooks_transaction_list = report(
    "Transaction List by Customer",
    ",Date,Transaction type,Num,Posting,Memo/Description,Account,Amount",
    f'"{CANARY}",,,,,,,',
    f',03/14/2026,Invoice,INV-1,Y,"{CANARY}","{CANARY}",100.00',
    f',03/15/2026,Payment,"{CANARY}",Y,,Bank,40.00',
    f'"Total for {CANARY}",,,,,,,$140.00',
    "TOTAL,,,,,,,$140.00",
).encode()
