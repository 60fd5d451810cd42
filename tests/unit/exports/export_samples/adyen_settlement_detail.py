from export_samples import CANARY

adyen_settlement_detail = (
    "Company Account,Merchant Account,Psp Reference,Merchant Reference,Payment Method,"
    "Creation Date,TimeZone,Type,Modification Reference,Gross Currency,Gross Debit (GC),"
    "Gross Credit (GC),Exchange Rate,Net Currency,Net Debit (NC),Net Credit (NC),"
    "Commission (NC),Markup (NC),Scheme Fees (NC),Interchange (NC),"
    "Modification Merchant Reference,Batch Number\n"
    f"Co,Shop,8815000000000001,{CANARY},visa,2026-03-01 09:10:11,CET,Settled,,EUR,,250.00,1,EUR,,"
    f"246.10,,1.20,1.35,1.35,{CANARY},77\n"
    f'Co,Shop,,,,2026-03-02 22:00:00,CET,MerchantPayout,"{CANARY}",EUR,,,,EUR,246.10,,,,,,,77\n'
).encode()
