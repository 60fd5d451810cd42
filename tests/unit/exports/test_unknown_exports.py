"""Exports of systems and reports that no format reads: refused whole, never taken for another."""

from __future__ import annotations

import gzip

import pytest
from accounting_files import refusal, report, table

UNKNOWN = {
    "dLocal, two headers": table(
        "HEADER,COUNTRY,CURRENCY,TOTAL_GROSS,TOTAL_NET",
        "HEADER,BR,USD,150.123456,145.110000",
        "ROW_TYPE,TRANSACTION_ID,CREATION_DATE,AMOUNT,CURRENCY,FEE,NET_AMOUNT",
        "PAYMENT,T-1,2026-03-01 10:00:00,200.123456,USD,5.013456,195.110000",
        "REFUND,T-2,2026-03-02 10:00:00,-50.000000,USD,0.000000,-50.000000",
        "SETTLEMENT_FEE,,2026-03-02 10:00:00,,USD,0.010000,-0.010000",
    ),
    "dLocal, half-quoted header": table(
        '"creation_date";"type";invoice;"amount";currency;"fee"',
        "2026-03-01 10:00:00;PAYMENT;INV-1;100.00;USD;3.00",
        "2026-03-02 10:00:00;REFUND;INV-1;50.00;USD;0.00",
    ),
    "Checkout.com payouts": table(
        "Entity Name,Payout ID,Payout Date,Holding Currency,Gross,Refunds,Chargebacks,Fees,Payout",
        "Example Co,PAY-1,2026-03-04,USD,100.00,0.00,0.00,-3.01,96.98",
    ),
    "QuickBooks journal": report(
        "Journal",
        ",Date,Transaction type,Num,Name,Memo/Description,Account,Debit,Credit",
        ",03/14/2026,Invoice,INV-1,Acme,,Accounts receivable (A/R),100.00,",
        ",,,,Acme,,Sales,,100.00",
        "TOTAL,,,,,,,100.00,100.00",
    ),
    "QuickBooks general ledger": report(
        "General Ledger",
        ",Date,Transaction type,Num,Name,Memo/Description,Split,Amount,Balance",
        "Accounts receivable (A/R),,,,,,,,",
        ",03/14/2026,Invoice,INV-1,Acme,,Sales,100.00,100.00",
        "Total for Accounts receivable (A/R),,,,,,,100.00,",
    ),
    "Xero bank statement": table(
        "Date,Amount,Payee,Description,Reference,Check Number",
        "13/03/2026,100.00,Acme,Invoice 1,R-1,",
        "14/03/2026,-20.00,Beta,Rent,,881",
    ),
    "Twilio bulk export": '{"sid":"CA1","from":"+1","price":null}\n{"sid":"CA2","from":"+1"}\n',
    "WhatsApp statuses": table(
        "id,recipient_id,status,timestamp", "wamid.1,15555550100,read,1772323200"
    ),
}


@pytest.mark.parametrize("raw", UNKNOWN.values(), ids=UNKNOWN)
def test_an_export_of_no_format_is_refused_whole(raw: str) -> None:
    assert "no export that suitehouse knows" in refusal(raw).reason


def test_a_packed_export_is_told_to_be_packed() -> None:
    packed = gzip.compress(UNKNOWN["Twilio bulk export"].encode())

    assert "a gzip archive" in refusal(packed).reason
