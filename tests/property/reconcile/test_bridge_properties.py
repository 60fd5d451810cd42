"""The bridge of any books: each step foots, in every currency, and what matched differs by nil."""

from __future__ import annotations

import tempfile
from decimal import Decimal
from pathlib import Path

from books import Invoice, quickbooks, reconciled, stripe
from bridge_books import figures_of_rows, shown_figures
from hypothesis import given, settings
from hypothesis import strategies as st

from suitehouse.reconcile.bridge import Bridge

AMOUNTS = st.sampled_from(["100.00", "100.02", "250.00", "-100.00", "0.00", "33.33"])
NUMBERS = st.sampled_from([1, 2, 3, 12, 21])
DAYS = st.sampled_from(["2026-02-27", "2026-03-01", "2026-03-31", "2026-04-02"])
INVOICES = st.lists(
    st.builds(
        Invoice,
        NUMBERS,
        AMOUNTS,
        DAYS,
        st.sampled_from(["Paid", "Unpaid", "Cancelled"]),
        st.sampled_from(["-99", "cur-eur"]),
        deleted=st.sampled_from([False, False, False, True]),
    ),
    max_size=6,
)
BOOKS = st.lists(
    st.builds(
        lambda number, amount, day, kind: (
            f"{day[5:7]}/{day[8:]}/{day[:4]},{kind},INV-{number},A,,,{amount},0.00"
        ),
        NUMBERS,
        AMOUNTS,
        DAYS,
        st.sampled_from(["Invoice", "Invoice", "Credit Memo", "Payment"]),
    ),
    max_size=6,
)


def _movement(cells: tuple[int, str, str, str, str, int], currency: str) -> str:
    """A row of any kind, at times charged in another currency than it is settled in."""
    transaction, kind, amount, day, fee, number = cells
    net = Decimal(amount) - Decimal(fee)
    return (
        f"txn_{transaction},{day} 10:00:00,usd,{amount},{fee},{net},{kind},src_{transaction},"
        f"ch_{number},,{amount},{currency},INV-{number}"
    )


KINDS = ["charge", "charge", "refund", "dispute", "fee", "payout", "other_adjustment"]
MOVEMENTS = st.lists(
    st.builds(
        _movement,
        st.tuples(
            st.integers(1, 5),
            st.sampled_from(KINDS),
            AMOUNTS,
            DAYS,
            st.sampled_from(["0.00", "1.50"]),
            NUMBERS,
        ),
        st.sampled_from(["usd", "usd", "eur"]),
    ),
    max_size=8,
)
ENTRIES = st.lists(st.tuples(AMOUNTS, DAYS, st.sampled_from(["STRIPE", "RENT"])), max_size=4)
BANK = """OFXHEADER:100
DATA:OFXSGML
VERSION:102

<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>USD
<BANKACCTFROM><BANKID>1<ACCTID>2</BANKACCTFROM>
<BANKTRANLIST><DTSTART>20260301<DTEND>20260331
{}</BANKTRANLIST>
</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
"""


def _bank(entries: list[tuple[str, str, str]]) -> bytes:
    rows = (
        f"<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>{day.replace('-', '')}<TRNAMT>{amount}<FITID>{place}\n"
        f"<NAME>{name} TRANSFER\n</STMTTRN>\n"
        for place, (amount, day, name) in enumerate(entries)
    )
    return BANK.format("".join(rows)).encode()


def _bridge(files: dict[str, bytes], invoices: list[Invoice]) -> Bridge:
    numbered = [
        Invoice(
            one.number,
            one.amount,
            one.day,
            one.status,
            one.currency_id,
            one.deleted,
            id=f"id-{place}",
        )
        for place, one in enumerate(invoices)
    ]
    with tempfile.TemporaryDirectory() as folder:
        report = reconciled(Path(folder), files, *numbered, month="2026-03")
    assert report.bridge is not None
    return report.bridge


@settings(max_examples=10, deadline=None)
@given(invoices=INVOICES, books=BOOKS, movements=MOVEMENTS, entries=ENTRIES)
def test_every_step_foots_and_what_matched_between_systems_differs_by_nil(
    invoices: list[Invoice],
    books: list[str],
    movements: list[str],
    entries: list[tuple[str, str, str]],
) -> None:
    files = {"q.csv": quickbooks(*books), "s.csv": stripe(*movements), "b.ofx": _bank(entries)}

    bridge = _bridge(files, invoices)

    for step in (step for steps in bridge.currencies.values() for step in steps):
        between = sum((bucket.tally.amount for bucket in step.buckets), Decimal(0))
        assert step.start.tally.amount + between == step.end.tally.amount
        matched = [bucket.tally.amount for bucket in step.buckets if bucket.type == "matched"]
        assert step.end.name == "after_fees" or not any(matched)
    for reading in bridge.readings:
        assert reading.incoming == sum(reading.left_out.values(), reading.counted)
    assert bridge.foots
    assert figures_of_rows(bridge) == shown_figures(bridge)


@settings(max_examples=10, deadline=None)
@given(invoices=INVOICES, books=BOOKS, movements=MOVEMENTS, cut=st.integers(0, 8))
def test_a_split_file_gives_the_same_bridge(
    invoices: list[Invoice], books: list[str], movements: list[str], cut: int
) -> None:
    whole = {"q.csv": quickbooks(*books), "s.csv": stripe(*movements)}
    turned = [*reversed(movements)]
    parts = {
        "q.csv": quickbooks(*reversed(books)),
        "z.csv": stripe(*turned[:cut]),
        "a.csv": stripe(*turned[cut:]),
    }

    first, second = _bridge(whole, invoices), _bridge(parts, [*invoices])

    assert first.currencies == second.currencies
