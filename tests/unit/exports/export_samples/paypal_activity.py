from export_samples import CANARY

paypal_activity = (
    '"Date","Time","TimeZone","Name","Type","Status","Currency","Gross","Fee","Net",'
    '"From Email Address","To Email Address","Transaction ID","Reference Txn ID",'
    '"Invoice Number","Custom Number","Balance","Subject","Note","Balance Impact"\n'
    f'"03/21/2026","08:00:00","PST","{CANARY}","Website Payment","Completed","USD","1,200.00",'
    f'"-35.10","1,164.90","{CANARY}","{CANARY}","0AA1","","{CANARY}","{CANARY}","1,164.90",'
    f'"{CANARY}","{CANARY}","Credit"\n'
).encode()
