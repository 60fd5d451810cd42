from export_samples import CANARY

stripe_disputes = (
    "id,amount,balance_transaction,charge_id,created,currency,evidence_customer_name,"
    "evidence_customer_email_address,is_charge_refundable,livemode,metadata,reason,status\n"
    f"du_1,1099,txn_3,ch_1,2026-03-03 11:49:23,usd,{CANARY},{CANARY},false,true,"
    f'"{{""invoice"":""{CANARY}""}}",general,lost\n'
).encode()
