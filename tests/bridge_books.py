"""Books of a month whose bridge has many kinds of buckets, and its two tables added up apart."""

from __future__ import annotations

import csv
import io
from collections import Counter
from decimal import Decimal

from books import Invoice, charge, quickbooks, stripe

from suitehouse.reconcile.bridge import Bridge
from suitehouse.reconcile.output.bridge_items_table import bridge_items_csv
from suitehouse.reconcile.output.bridge_table import bridge_csv

BANK = b"""OFXHEADER:100
DATA:OFXSGML
VERSION:102

<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>USD
<BANKACCTFROM><BANKID>1<ACCTID>2</BANKACCTFROM>
<BANKTRANLIST><DTSTART>20260301<DTEND>20260331
<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260317<TRNAMT>415.80<FITID>1
<NAME>STRIPE TRANSFER
</STMTTRN>
<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20260318<TRNAMT>-5.00<FITID>2
<NAME>RENT
</STMTTRN>
</BANKTRANLIST>
</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
"""
INVOICES = (
    Invoice(1, status="Paid"),
    Invoice(2, "200.00"),
    Invoice(3, "300.00", status="Paid"),
    Invoice(4, "40.00", deleted=True),
    Invoice(5, "50.00", day="2026-02-20", status="Paid"),
    Invoice(6, "60.00", status="Cancelled"),
    Invoice(7, "70.00", status="Paid", currency_id="cur-eur"),
    Invoice(8, "80.00", status="Paid"),
)
BOOKS = quickbooks(
    "03/10/2026,Invoice,INV-1,A,,,100.00,0.00",
    "03/10/2026,Invoice,INV-2,A,,,200.00,200.00",
    "03/10/2026,Invoice,INV-3,A,,,310.00,0.00",
    "03/01/2026,Invoice,INV-5,A,,,50.00,0.00",
    "03/05/2026,Invoice,INV-9,A,,,9.00,9.00",
    "03/05/2026,Payment,x,A,,,-100.00,0.00",
    "03/05/2026,Invoice,INV-8,A,,,80.00,0.00",
)
IN_EUROS = charge("txn_7", "INV-7", gross="75.00", fee="0", net="75.00")
MOVEMENTS = stripe(
    charge("txn_1", "INV-1"),
    charge("txn_3", "INV-3", gross="300.00", fee="9.00", net="291.00"),
    charge("txn_8", "INV-8", gross="80.00", fee="1.00", net="79.00", at="2026-04-02 10:00:00"),
    charge("txn_77", "INV-77", gross="7.00", fee="0", net="7.00"),
    IN_EUROS.replace("75.00,usd,INV-7", "70.00,eur,INV-7"),
    "txn_r,2026-03-13 10:00:00,usd,-30.00,0,-30.00,refund,re_1,ch_txn_1,,,,",
    "txn_d,2026-03-14 10:00:00,usd,-7.00,15.00,-22.00,dispute,du_1,ch_txn_77,,,,",
    "txn_f,2026-03-14 10:00:00,usd,-2.00,0,-2.00,fee,,,,,,",
    "txn_p,2026-03-15 10:00:00,usd,-415.80,0,-415.80,payout,po_1,,,,,",
)
FILES = {"q.csv": BOOKS, "s.csv": MOVEMENTS, "b.ofx": BANK}

# How both tables name a figure, and how many rows with which sum it has.
Figures = dict[tuple[str, ...], tuple[int, Decimal]]
_NAMED = ("currency", "line", "total", "bucket_type", "bucket")


def shown_figures(bridge: Bridge | None) -> Figures:
    """Return the figures of `bridge.csv` that rows stand behind: not the totals after the first."""
    found: Figures = {}
    totals: Counter[str] = Counter()
    for line in csv.DictReader(io.StringIO("".join(bridge_csv(bridge)))):
        is_total = line["line"] == "total"
        totals[line["currency"]] += is_total
        if line["rows"] != "0" and not (is_total and totals[line["currency"]] > 1):
            key = (*(line[name] for name in _NAMED), line["side"])
            found[key] = (int(line["rows"]), Decimal(line["amount"]))
    return found


def figures_of_rows(bridge: Bridge | None) -> Figures:
    """Return the same figures, made of the rows of `bridge_items.csv`."""
    found: Figures = {}
    for line in csv.DictReader(io.StringIO("".join(bridge_items_csv(bridge)))):
        key = (*(line[name] for name in _NAMED), line["bucket_side"])
        rows, amount = found.get(key, (0, Decimal(0)))
        found[key] = (rows + 1, amount + Decimal(line["amount"]))
    return found
