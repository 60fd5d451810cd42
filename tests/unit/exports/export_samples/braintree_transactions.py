from export_samples import CANARY

braintree_transactions = (
    "Transaction ID,Subscription ID,Transaction Type,Transaction Status,Escrow Status,"
    "Created Datetime,Created Timezone,Settlement Date,Disbursement Date,Merchant Account,"
    "Currency ISO Code,Amount Submitted For Settlement,Purchase Order Number,Order ID,"
    "Customer ID,Customer First Name,Customer Last Name,Customer Company,Customer Email,"
    "Settlement Batch ID\n"
    "bt1,,sale,settled,,03/01/2026 09:10:11,PST,03/02/2026,03/03/2026,shop,USD,100.00,"
    f"{CANARY},{CANARY},{CANARY},{CANARY},{CANARY},{CANARY},{CANARY},b1\n"
).encode()
