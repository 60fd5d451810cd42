from accounting_files import table

from export_samples import CANARY

netsuite_api_transaction = table(
    "id,transactionnumber,type,memo,trandate,status,duedate,currency,entity,total",
    f'5914,"{CANARY}",CustInvc,"{CANARY}",2026-03-07 0:00:00,"{CANARY}",'
    f'2026-04-05 0:00:00,1,"{CANARY}",100.00',
).encode()
