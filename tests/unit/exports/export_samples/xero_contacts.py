from accounting_files import table

from export_samples import CANARY

xero_contacts = table(
    "*ContactName,AccountNumber,EmailAddress,FirstName,LastName,POAddressLine1",
    f'"{CANARY}","{CANARY}","{CANARY}","{CANARY}","{CANARY}","{CANARY}"',
).encode()
