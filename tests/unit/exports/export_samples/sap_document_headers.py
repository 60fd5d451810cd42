from accounting_files import table

from export_samples import CANARY

sap_document_headers = table(
    "belnr,bukrs,gjahr,blart,budat,xblnr,bktxt,waers",
    f'0200001076,3000,2026,sa,20260425,"{CANARY}","{CANARY}",usd',
).encode()
