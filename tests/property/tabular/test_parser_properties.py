"""Readers against any bytes: a file, or one refusal that names it; money in and out unchanged."""

from __future__ import annotations

from decimal import Decimal

from books import QUICKBOOKS_HEADER, STRIPE_HEADER
from hypothesis import given, settings
from hypothesis import strategies as st

from suitehouse.errors import ExportError
from suitehouse.intake.folder import read_export
from suitehouse.ledger.books import Books
from suitehouse.ledger.export_file import ExportFile
from suitehouse.ledger.money import parse_amount, plain

HEADS = st.sampled_from([b"", QUICKBOOKS_HEADER.encode(), STRIPE_HEADER.encode()])
CELLS = st.text(alphabet='01239.,-$()/:" \n\tabINV#é=', max_size=12)
BODIES = st.lists(st.lists(CELLS, max_size=15).map(",".join), max_size=5).map("\n".join)


@settings(max_examples=200, deadline=None)
@given(head=HEADS, body=st.one_of(BODIES.map(str.encode), st.binary(max_size=200)))
def test_any_bytes_are_a_file_or_a_refusal(head: bytes, body: bytes) -> None:
    file, refusal = _read(head + body)

    if file is None:
        assert refusal.startswith("any.csv")
    else:
        assert sum(file.lines_by_kind.values()) == file.line_count


def _read(raw: bytes) -> tuple[ExportFile | None, str]:
    try:
        return read_export("any.csv", raw, Books("USD")), ""
    except ExportError as error:
        return None, str(error)


@given(
    st.decimals(
        min_value=Decimal("-999999999999.99"),
        max_value=Decimal("999999999999.99"),
        places=2,
        allow_nan=False,
    )
)
def test_a_printed_amount_reads_back(amount: Decimal) -> None:
    assert parse_amount(plain(amount, "USD", thousands=True)) == amount
    accountant = f"${abs(amount):,.2f}"
    assert parse_amount(f"({accountant})") == -abs(amount)
    assert parse_amount(f"-{accountant}") == -abs(amount)


@given(st.text(max_size=30))
def test_any_cell_is_an_exact_amount_or_refused(cell: str) -> None:
    try:
        amount = parse_amount(cell)
    except ValueError:
        return
    assert amount.is_finite()
