from accounting_files import table

from export_samples import CANARY

netsuite_saved_search = table(
    "Internal ID,Date,Type,Document Number,Name,Memo,Main Line,Amount,Status",
    f'77,3/14/2026,Invoice,"{CANARY}","{CANARY}","{CANARY}",*,100.00,"{CANARY}"',
    f'77,3/14/2026,Invoice,"{CANARY}","{CANARY}","{CANARY}",,100.00,Open',
).encode()
