from books import quickbooks

from export_samples import CANARY

quickbooks_invoice_list = quickbooks(
    f'03/14/2026,Invoice,INV-1,"{CANARY}","{CANARY} void",,100.00,0.00',
    f'03/15/2026,Invoice,"{CANARY}",X,"{CANARY}",,50.00,0.00',
    total="150.00",
)
