from export_samples import CANARY

paypal_transaction_detail = (
    '"RH",2026/03/02 02:21:10 -0800,"A","ACCT",011,\n'
    '"FH",01\n'
    '"SH",2026/03/01 00:00:00 -0800,2026/03/01 23:59:59 -0800,"ACCT",""\n'
    '"CH","Transaction ID","Invoice ID","PayPal Reference ID","PayPal Reference ID Type",'
    '"Transaction Event Code","Transaction Initiation Date","Transaction Completion Date",'
    '"Transaction  Debit or Credit","Gross Transaction Amount","Gross Transaction Currency",'
    '"Fee Debit or Credit","Fee Amount","Fee Currency","Transactional Status",'
    '"Transaction Subject","Transaction Note","Payer\'s Account ID","Custom Field",'
    '"First Name","Last Name","Consumer Business Name"\n'
    f'"SB","0AA1","{CANARY}","","","T0006",2026/03/01 08:00:00 -0800,2026/03/01 08:00:00 -0800,'
    f'"CR",120000,"USD","DR",3510,"USD","S","{CANARY}","{CANARY}","{CANARY}","{CANARY}",'
    f'"{CANARY}","{CANARY}","{CANARY}"\n'
    '"SF","USD",120000,0,0,3510,1\n"SC",1\n"RF","USD",120000,0,0,3510,1\n"RC",1\n"FF",1\n'
).encode()
