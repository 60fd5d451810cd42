"""Every export format meets every kind of bad input: refused with file and line, or read rightly.

`CASES` says what is done to a file and what has to come of it; `OTHERWISE` lists each cell of the
table where something else does, or nothing can be done, with the reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import bad_inputs
import bad_workbooks
import pytest
from bad_inputs import FORMULA, SAMPLES, Sample, read, sample_of
from books import CustomerLanding, Invoice, reconciled_with, stripe

from suitehouse import exports
from suitehouse.discovery import objects_in
from suitehouse.errors import ExportError
from suitehouse.exports._export_row import UNDATED
from suitehouse.intake.folder import WholeExport
from suitehouse.ledger.export_file import Severity
from suitehouse.tabular.columns import header_name

FORMATS = objects_in(exports)
REQUIRED = [
    (name, column) for name in sorted(FORMATS) for column in getattr(FORMATS[name], "required", ())
]
FIGURES = (
    *("kind", "money", "on", "fee", "net", "tax", "charged", "status", "open_amount", "set_aside"),
)
PAID_OUT = "txn_9,2026-03-20 10:00:00,usd,-7.00,0.00,-7.00,payout,po_9,,,,,"
BANK = b"20-03-2026;Salary;20-03-2026;-7,00;93,00\n19-03-2026;Rent;19-03-2026;1,00;100,00\n"
# No reconciliation has their side, or every row of them is set aside or a part of another table's.
UNCOUNTED = frozenset(
    {
        *("mailchimp_audience", "mailchimp_unsubscribes", "twilio_calls", "twilio_messages"),
        *("netsuite_api_transaction_line", "quickbooks_api_payment_line", "sap_document_headers"),
        "quickbooks_open_invoices",
    }
)
Expectation = Callable[[Sample, bytes], None]
TEXTS = frozenset({"bank_camt053", "bank_mt940", "bank_ofx"})
WITHOUT_HEADER = frozenset({"bank_csv_account_number", "bank_csv_running_balance"})
MASTER_DATA = frozenset(
    {"quickbooks_api_customer", "quickbooks_customer_list", "sap_customers", "xero_contacts"}
)
FOOTED = frozenset(
    {"adyen_settlement_detail", "bank_camt053", "bank_csv_running_balance", "bank_mt940"}
    | {"paypal_settlement", "paypal_transaction_detail", "sap_fbl5n"}
    | {name for name in SAMPLES if name.startswith("quickbooks") and "_api_" not in name}
) - {"quickbooks_customer_list"}


def refused(sample: Sample, raw: bytes) -> None:
    """Nothing of the file is used, and the error names a line and no value."""
    assert _refusal(sample, raw).line is not None


def refused_whole(sample: Sample, raw: bytes) -> None:
    """As `refused`, for faults that no line is to blame for."""
    assert _refusal(sample, raw).line is None


def unknown(sample: Sample, raw: bytes) -> None:
    assert "no export that suitehouse knows" in _refusal(sample, raw).reason


def same(sample: Sample, raw: bytes) -> None:
    """What is read is what was read before, to the last item."""
    file = read(raw)

    assert (file.format, file.items) == (sample.name, sample.good.items)
    assert sum(file.lines_by_kind.values()) == file.line_count


def same_figures(sample: Sample, raw: bytes) -> None:
    """Places and texts may differ; no figure, day or state does."""
    assert _figures(read(raw)) == _figures(sample.good)


def same_rows(sample: Sample, raw: bytes) -> None:
    """As `same_figures`, and each row is known again, so that both files count it once."""
    same_figures(sample, raw)
    assert [item.source_id for item in read(raw).items] == [
        item.source_id for item in sample.good.items
    ]


def refused_or_same_money(sample: Sample, raw: bytes) -> None:
    """Amounts and days do not differ; what else a column says is missing with it."""
    if (file := _read_or_refused(sample, raw)) and file.format == sample.name:
        money = [(item.money, item.on) for item in file.items]
        assert money == [(item.money, item.on) for item in sample.good.items]


def refused_or_without_a_day(sample: Sample, raw: bytes) -> None:
    """As `refused_or_same_money`, but without days where their column is not there."""
    if (file := _read_or_refused(sample, raw)) and file.format == sample.name:
        assert [item.money for item in file.items] == [item.money for item in sample.good.items]
        assert {item.on for item in file.items} <= {UNDATED, sample.good.items[0].on}


def refused_or_set_aside(sample: Sample, raw: bytes) -> None:
    """As `refused_or_same_money`, but set aside where amounts are not there."""
    if file := _read_or_refused(sample, raw):
        assert all(item.set_aside for item in file.items) or not refused_or_same_money(sample, raw)


def refused_or_same_figures(sample: Sample, raw: bytes) -> None:
    if (file := _read_or_refused(sample, raw)) and file.format == sample.name:
        assert _figures(file) == _figures(sample.good)


def never_half(sample: Sample, raw: bytes) -> None:
    """Refused, or read as far as whole rows go, or told to be doubtful."""
    if file := _read_or_refused(sample, raw):
        figures = _figures(file)
        assert figures == _figures(sample.good)[: len(figures)] or _is_doubtful(sample, file)


def warned_of_the_encoding(sample: Sample, raw: bytes) -> None:
    same_figures(sample, raw)
    assert "fallback_encoding" in {finding.code for finding in read(raw).findings}


def told_by_the_file(sample: Sample, raw: bytes) -> None:
    """The file's own totals or counts show it: refused with the line, or an error of the file."""
    file = _read_or_refused(sample, raw)
    assert file is None or not file.is_sound


def counted_once(sample: Sample, raw: bytes) -> None:
    """Every item comes again under its own id, by which a reconciliation counts it once."""
    items = read(raw).items
    assert all(item.has_own_id for item in items)
    assert len({item.source_id for item in items}) == len(sample.good.items) < len(items)


def counted_apart(sample: Sample, raw: bytes) -> None:
    """The rows have no id, so that they come again cannot be told from rows that are alike."""
    assert len(read(raw).items) == 2 * len(sample.good.items)


def a_name_like_any_other(sample: Sample, raw: bytes) -> None:
    """One more row without an amount."""
    assert not any(item.money.amount for item in read(raw).items[len(sample.good.items) :])


def never_printed(sample: Sample, raw: bytes) -> None:
    if file := _read_or_refused(sample, raw):
        assert FORMULA[1:] not in _printed(file)


def no_formula_printed(sample: Sample, raw: bytes) -> None:
    """As `never_printed`, and no figure differs; a text in a document number may be refused."""
    never_printed(sample, raw)
    refused_or_same_figures(sample, raw)


def refused_or_not_known_by_it(sample: Sample, raw: bytes) -> None:
    """An id that many rows may share since its digits are lost tells none of them from another."""
    if file := _read_or_refused(sample, raw):
        known = {item.source_id for item in sample.good.items}
        assert {item.source_id for item in file.items if item.has_own_id} <= known


def _printed(file: WholeExport) -> str:
    printed = [(item.label, item.source_id, item.payout) for item in file.items]
    return f"{printed}{file.findings}"


def _refusal(sample: Sample, raw: bytes) -> ExportError:
    with pytest.raises(ExportError) as caught:
        read(raw)
    error = caught.value
    assert error.file == "a.csv"
    assert not {"Zebediah", FORMULA} & {*str(error).split()}, sample.name
    return error


def _read_or_refused(sample: Sample, raw: bytes) -> WholeExport | None:
    try:
        return read(raw)
    except ExportError:
        _refusal(sample, raw)
        return None


def _figures(file: WholeExport) -> list[tuple[object, ...]]:
    return [tuple(getattr(item, name) for name in FIGURES) for item in file.items]


def _is_doubtful(sample: Sample, file: WholeExport) -> bool:
    found = {(finding.code, finding.line) for finding in sample.good.findings}
    return any(
        finding.severity is not Severity.NOTE
        for finding in file.findings
        if (finding.code, finding.line) not in found
    )


@dataclass(frozen=True, slots=True)
class Case:
    """What is done to a file and what has to come of it; `apart` cannot be treated so."""

    spoil: Callable[[Sample], Iterator[bytes]]
    expected: Expectation
    apart: frozenset[str] = frozenset()
    reason: str = ""


NO_TABLE = "is no table: its fields are told by tags"
NO_HEADER = "is no table with a header"
HEADLESS = TEXTS | WITHOUT_HEADER
# Customers, members of an audience, and what is written with decimal commas itself.
WITHOUT_POINTS = HEADLESS | {
    *("mailchimp_audience", "mailchimp_unsubscribes", "quickbooks_customer_list"),
    "xero_contacts",
}
COLUMNS_CHANGED = ("header in another language", "merged headers", "missing column")
UNDATED_TABLES = ("quickbooks_api_customer", "quickbooks_api_payment_line", "sap_customers")
PREFIXED = frozenset(
    name for name in SAMPLES if name.startswith(("quickbooks", "paypal_s", "paypal_t", "sap_fbl"))
) - {name for name in SAMPLES if "_api_" in name}
NEVER_SHORTENED = frozenset(
    {"mailchimp_unsubscribes", "quickbooks_api_payment_line", "twilio_calls", "twilio_messages"}
    | {name for name in SAMPLES if name.startswith("paypal")}
)
OTHER_POINTS = frozenset({"twilio_calls", "twilio_messages"})
CASES = {
    "empty": Case(bad_inputs.empty, refused_whole),
    "cut off": Case(bad_inputs.cut, never_half),
    "two files joined": Case(bad_inputs.joined, refused),
    "joined by a byte-order mark": Case(bad_inputs.joined_by_a_mark, refused),
    "in any Unicode": Case(bad_inputs.in_unicode, same),
    "cut within a letter": Case(bad_inputs.half_a_letter, refused_whole),
    "in a code page": Case(bad_inputs.in_a_code_page, warned_of_the_encoding),
    "blank lines below": Case(bad_inputs.blank_lines_below, same),
    "another delimiter": Case(bad_inputs.other_delimiter, same, TEXTS, NO_TABLE),
    "rows in another delimiter": Case(
        bad_inputs.rows_in_another_delimiter, refused, HEADLESS, NO_HEADER
    ),
    "decimal commas": Case(
        bad_inputs.decimal_commas, refused_or_same_figures, WITHOUT_POINTS, "holds no such number"
    ),
    "header in another language": Case(
        bad_inputs.header_in_another_language, refused_or_same_money, HEADLESS, NO_HEADER
    ),
    "merged headers": Case(bad_inputs.merged_headers, refused_or_same_money, HEADLESS, NO_HEADER),
    "missing column": Case(bad_inputs.missing_column, refused_or_same_money, TEXTS, NO_TABLE),
    "repeated column": Case(bad_inputs.repeated_column, refused_or_same_figures, TEXTS, NO_TABLE),
    "all columns twice": Case(
        bad_inputs.all_columns_twice,
        same_figures,
        HEADLESS | PREFIXED,
        "is no table that begins with its header, or its rows are told by their first cell",
    ),
    "columns in another order": Case(
        bad_inputs.columns_in_another_order,
        same_rows,
        HEADLESS | {"paypal_settlement", "paypal_transaction_detail", "sap_fbl5n"},
        "is no table with a header, or its totals stand in cells that the header does not name",
    ),
    "spaces in the header": Case(bad_inputs.spaces_in_the_header, same_rows, HEADLESS, NO_HEADER),
    "rows of any width": Case(bad_inputs.rows_of_any_width, same_rows, HEADLESS, NO_HEADER),
    "cell beyond the header": Case(bad_inputs.cell_beyond_the_header, refused, HEADLESS, NO_HEADER),
    "title above": Case(bad_inputs.title_above, refused_or_same_figures, TEXTS, NO_TABLE),
    "totals below": Case(bad_inputs.totals_below, refused, TEXTS, NO_TABLE),
    "footer that does not foot": Case(
        bad_inputs.without_its_first_item,
        told_by_the_file,
        frozenset(SAMPLES) - FOOTED,
        "prints no totals or counts of its rows",
    ),
    "formula in any cell": Case(bad_inputs.formulas, never_printed, TEXTS, NO_TABLE),
    "formula in any text": Case(bad_inputs.formulas_in_texts, no_formula_printed),
    "shortened id": Case(
        bad_inputs.shortened_ids,
        refused_or_not_known_by_it,
        HEADLESS | NEVER_SHORTENED,
        "has no ids, or such that no spreadsheet takes for a long number",
    ),
    "point that may part thousands": Case(
        bad_inputs.points_that_may_part_thousands,
        never_half,
        WITHOUT_POINTS | OTHER_POINTS,
        "holds no such number, or prints prices with any number of decimals",
    ),
    "as a workbook": Case(bad_workbooks.as_a_workbook, same, TEXTS, NO_TABLE),
    "as a workbook of typed cells": Case(
        bad_workbooks.as_a_workbook_of_typed_cells, same_figures, TEXTS, NO_TABLE
    ),
    "as a zip bomb": Case(bad_workbooks.as_a_zip_bomb, refused_whole, TEXTS, NO_TABLE),
    "with XML entities": Case(bad_inputs.with_entities, refused_or_same_figures),
    "as a workbook with XML entities": Case(
        bad_workbooks.as_a_workbook_with_entities, refused_whole, TEXTS, NO_TABLE
    ),
}
# What else comes of a cell, and why.
OTHERWISE: dict[tuple[str, str], tuple[Expectation, str]] = {
    ("two files joined", "bank_mt940"): (counted_once, "a file holds many statements"),
    ("two files joined", "bank_ofx"): (counted_once, "a file holds many statements"),
    ("two files joined", "bank_csv_running_balance"): (told_by_the_file, "the balance jumps"),
    ("two files joined", "bank_csv_account_number"): (counted_apart, "no header, no balance"),
    ("two files joined", "sap_fbl5n"): (counted_apart, "each page of a list has the header"),
    **{
        ("totals below", name): (a_name_like_any_other, "a row may hold no more than a name")
        for name in MASTER_DATA
    },
    ("with XML entities", "bank_camt053"): (refused, "no bank's message declares any"),
    ("totals below", "netsuite_api_transaction_line"): (
        a_name_like_any_other,
        "lines without an amount are part of the table, and set aside",
    ),
    ("totals below", "sap_fbl5n"): (same, "text without document and amount heads a page"),
    **{("totals below", name): (unknown, "each line has to fit") for name in WITHOUT_HEADER},
    **{
        (case, name): (refused_or_without_a_day, "such a table need not have a day")
        for case in COLUMNS_CHANGED
        for name in UNDATED_TABLES
    },
    **{
        (case, "netsuite_api_transaction"): (refused_or_set_aside, "the table may lack amounts")
        for case in COLUMNS_CHANGED
    },
    **{
        (case, "bank_csv_account_number"): (unknown, "a bank's file, never a workbook")
        for case in ("as a workbook", "as a workbook of typed cells")
    },
}


@pytest.mark.parametrize("name", sorted(SAMPLES))
@pytest.mark.parametrize("case", CASES)
def test_bad_input_is_refused_or_read_rightly(case: str, name: str) -> None:
    sample, done = sample_of(name), CASES[case]
    if name in done.apart:
        assert done.reason
        return

    expected, _ = OTHERWISE.get((case, name), (done.expected, ""))
    spoilt = [*done.spoil(sample)]

    assert spoilt
    for raw in spoilt:
        expected(sample, raw)


@pytest.mark.parametrize(("name", "column"), REQUIRED)
def test_without_one_of_its_columns_it_is_not_taken_for_what_it_was(name: str, column: str) -> None:
    sample, aliases = sample_of(name), FORMATS[name].aliases[column]
    header = ["x" if header_name(cell) in aliases else cell for cell in sample.rows[sample.header]]

    raw = sample.saved([*sample.rows[: sample.header], header, *sample.rows[sample.header + 1 :]])

    file = _read_or_refused(sample, raw)
    assert file.format != name if file else "no export" in _refusal(sample, raw).reason


def test_what_is_said_of_formats_is_so() -> None:
    assert {name for name in SAMPLES if sample_of(name).good.facts.agrees_to_total} == FOOTED
    assert all(case in CASES and name in SAMPLES for case, name in OTHERWISE)
    assert not any(name in CASES[case].apart for case, name in OTHERWISE)


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_the_same_file_twice_and_one_that_overlaps_it_count_once(name: str, tmp_path: Path) -> None:
    raw = SAMPLES[name]
    aside = {item.set_aside for item in sample_of(name).good.items} - {""}

    once = _became(tmp_path / "once", {"a.csv": raw}, aside)

    assert _became(tmp_path / "twice", {"a.csv": raw, "b.csv": raw}, aside) == once
    assert _became(tmp_path / "overlapping", {"a.csv": raw, "b.csv": raw + b"\n"}, aside) == once
    assert bool(once) is (name not in UNCOUNTED)


def _became(folder: Path, files: dict[str, bytes], aside: set[str]) -> Counter[tuple[str, ...]]:
    """What became of each row that is delivered and not set aside, beside other systems' files."""
    landing = CustomerLanding([Invoice(1, day="2026-03-13")])
    landing.add_account("acme", "Acme")
    beside = {"processor.csv": stripe(PAID_OUT), "bank.csv": BANK}
    report = reconciled_with(landing, folder, {**files, **beside})
    assert not report.quarantined
    return Counter(
        (done.definition.name, row.source_id, row.status, row.reason, str(row.money))
        for done in report.reconciliations
        for row in done.rows()
        if row.source_file in files and row.reason not in {"overlap", *aside}
    )
