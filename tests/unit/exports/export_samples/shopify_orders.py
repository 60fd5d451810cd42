from accounting_files import table

from export_samples import CANARY

shopify_orders = table(
    "Name,Email,Financial Status,Total,Currency,Created at,Lineitem name,Billing Name,"
    "Payment Reference,Notes",
    f'#1001,"{CANARY}",paid,100.00,USD,2026-03-14 17:41:00 -0500,"{CANARY}","{CANARY}",'
    f'"{CANARY}","{CANARY}"',
    f'#1001,"{CANARY}",,,,,"{CANARY}",,,',
).encode()
