from accounting_files import table

from export_samples import CANARY

shopify_payment_transactions = table(
    "Transaction Date,Type,Order,Payout Status,Payout ID,Amount,Fee,Net,Checkout,Currency",
    f'2026-03-01 16:59:53 +0400,charge,"{CANARY}",paid,"{CANARY}",100.00,3.00,97.00,"{CANARY}",AED',
).encode()
