from accounting_files import report

from export_samples import CANARY

quickbooks_customer_list = report(
    "Customer Contact List",
    ",Customer full name,Phone numbers,Email,Full name,Bill address,Ship address",
    f',"{CANARY}","{CANARY}","{CANARY}","{CANARY}","{CANARY}","{CANARY}"',
    f',"{CANARY}",,,,,',
).encode()
