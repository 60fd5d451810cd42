from export_samples import CANARY

stripe_payments = (
    "id,Created date (UTC),Amount,Amount Refunded,Currency,Captured,Converted Amount,"
    "Converted Amount Refunded,Converted Currency,Description,Fee,Status,Seller Message,"
    "Taxes On Fee,Customer ID,Customer Description,Customer Email,Shipping Name,"
    "Disputed Amount,Dispute Status,Invoice Number,Client Reference ID,"
    "order_reference (metadata)\n"
    f"ch_1,2026-03-07 02:38:54,15.00,0.00,usd,true,534.80,0.00,thb,{CANARY},35.40,Paid,{CANARY},"
    f"2.48,{CANARY},{CANARY},{CANARY},{CANARY},,,{CANARY},{CANARY},{CANARY}\n"
).encode()
