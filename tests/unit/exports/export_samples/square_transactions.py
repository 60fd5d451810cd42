from export_samples import CANARY

square_transactions = (
    "Date,Time,Time Zone,Gross Sales,Net Sales,Tax,Total Collected,Card,Cash,Tender Note,Fees,"
    "Net Total,Transaction ID,Payment ID,Staff Name,Details,Description,Event Type,Customer ID,"
    "Customer Name,Customer Reference ID,Deposit ID,Refund Reason,Transaction Status,"
    "Order Reference ID\n"
    '03/01/2026,10:02:11 AM,Eastern Time (US & Canada),"$1,030.00","$1,000.00",$80.00,"$1,080.00",'
    f'"$1,080.00",$0.00,{CANARY},-$28.18,"$1,051.82",TXA1,PMA1,{CANARY},{CANARY},{CANARY},Payment,'
    f"{CANARY},{CANARY},{CANARY},DEP1,{CANARY},Complete,{CANARY}\n"
).encode()
