from export_samples import CANARY

stripe_balance_transactions = (
    "id,amount,available_on,created,currency,description,fee,net,source,status,type,payout_id\n"
    f"txn_1,2040000,2026-03-02 00:00:00,2026-03-01 17:17:15,usd,{CANARY},59190,1980810,ch_1,"
    "pending,charge,po_1\n"
).encode()
