from books import charge, stripe

from export_samples import CANARY

stripe_payout_reconciliation = stripe(
    charge("txn_1", f'"{CANARY}"').replace(",,100.00,usd", f',"{CANARY}",100.00,usd'),
)
