from export_samples import CANARY

stripe_refunds = (
    "id,amount,balance_transaction_id,charge_id,created,currency,description,"
    "failure_balance_transaction_id,failure_reason,metadata,reason,receipt_number,status\n"
    f"re_1,13650,txn_2,ch_1,2026-03-02 16:24:12,usd,{CANARY},,{CANARY},"
    f'"{{""invoice"":""{CANARY}""}}",duplicate,{CANARY},succeeded\n'
).encode()
