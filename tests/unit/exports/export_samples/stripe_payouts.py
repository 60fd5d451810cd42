from export_samples import CANARY

stripe_payouts = (
    "id,amount,arrival_date,automatic,balance_transaction_id,created,currency,description,"
    "failure_message,metadata,method,source_type,statement_descriptor,status,type\n"
    f"po_1,3029432,2026-04-01 00:00:00,TRUE,txn_4,2026-03-31 01:02:57,usd,{CANARY},{CANARY},"
    f'"{{""invoice"":""{CANARY}""}}",standard,card,{CANARY},paid,bank_account\n'
).encode()
