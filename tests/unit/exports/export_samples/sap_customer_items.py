from accounting_files import table

from export_samples import CANARY

sap_customer_items = table(
    "bukrs,gjahr,belnr,buzei,blart,budat,shkzg,wrbtr,waers,kunnr,xblnr,zuonr,sgtxt,augbl,rebzg",
    f'1000,2026,0018000001,001,RV,20260314,S,100.00,EUR,"{CANARY}","{CANARY}","{CANARY}",'
    f'"{CANARY}",,"{CANARY}"',
).encode()
