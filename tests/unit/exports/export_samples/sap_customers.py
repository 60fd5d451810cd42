from accounting_files import table

from export_samples import CANARY

sap_customers = table(
    "kunnr,land1,name1,name2,ktokd,erdat",
    f'"{CANARY}",US,"{CANARY}","{CANARY}",KUNA,20111201',
).encode()
