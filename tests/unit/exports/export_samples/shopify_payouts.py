from accounting_files import table

from export_samples import CANARY

shopify_payouts = table(
    "Payout Date,Status,Charges,Refunds,Adjustments,Reserved Funds,Fees,Retried Amount,"
    "Total,Currency,Bank Reference",
    f'2026-03-04,paid,100.00,-20.00,0.00,0.00,3.00,0.00,77.00,USD,"{CANARY}"',
).encode()
