from accounting_files import table

from export_samples import CANARY

netsuite_api_transaction_line = table(
    "id,transaction,documentnumber,entity,foreignamount,linelastmodifieddate,mainline,"
    "memo,netamount,uniquekey",
    f'5,"{CANARY}","{CANARY}","{CANARY}",,2026-03-01 19:42:52,F,"{CANARY}",100.00,1471',
).encode()
