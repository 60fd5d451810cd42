from export_samples import CANARY

stripe_charges = (
    "id,amount,amount_refunded,balance_transaction_id,captured,created,currency,customer_id,"
    "description,invoice_id,metadata,paid,receipt_email,refunded,shipping_name,status\n"
    f"ch_1,2040000,0,txn_1,TRUE,2026-03-01 17:17:15,usd,{CANARY},{CANARY},in_1,"
    f'"{{""invoice"":""{CANARY}""}}",TRUE,{CANARY},FALSE,{CANARY},succeeded\n'
).encode()
