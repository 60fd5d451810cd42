"""What nobody should do to a processor's file, done to each of them."""

from __future__ import annotations

import csv
import io

import export_samples
import pytest

from suitehouse import exports
from suitehouse.discovery import objects_in
from suitehouse.errors import ExportError
from suitehouse.intake.folder import read_export
from suitehouse.ledger.books import Books

SAMPLES: dict[str, bytes] = objects_in(export_samples)
SYSTEMS = ("adyen_", "braintree_", "paypal_", "square_", "stripe_")
FORMATS = sorted(name for name in objects_in(exports) if name.startswith(SYSTEMS))
FORMULA = "=HYPERLINK(1)"


def _cells(name: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(SAMPLES[name].decode())))


def _written(rows: list[list[str]], delimiter: str = ",") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_another_delimiter_makes_no_difference(name: str, delimiter: str) -> None:
    file = read_export("a.csv", _written(_cells(name), delimiter), Books("USD"))

    assert file.delimiter == delimiter
    assert file.items == read_export("a.csv", SAMPLES[name], Books("USD")).items


@pytest.mark.parametrize("name", FORMATS)
def test_a_row_of_totals_that_somebody_added_is_refused_with_its_line(name: str) -> None:
    rows = _cells(name)

    with pytest.raises(ExportError) as refused:
        read_export("a.csv", _written([*rows, ["Total", "1"]]), Books("USD"))

    assert refused.value.line == len(rows) + 1


@pytest.mark.parametrize("name", FORMATS)
def test_blank_lines_at_the_end_are_layout(name: str) -> None:
    file = read_export("a.csv", SAMPLES[name] + b"\n\n", Books("USD"))

    assert file.items == read_export("a.csv", SAMPLES[name], Books("USD")).items
    assert file.lines_by_kind["layout"] >= 2


@pytest.mark.parametrize("name", FORMATS)
def test_a_formula_in_any_cell_is_refused_or_never_printed(name: str) -> None:
    rows = _cells(name)
    labels = [
        _label(_written(_with_formula(rows, line, at)))
        for line in range(len(rows))
        for at in range(len(rows[line]))
    ]

    assert any(labels)
    assert not any(FORMULA in label for label in labels)


def _with_formula(rows: list[list[str]], line: int, at: int) -> list[list[str]]:
    changed = [list(row) for row in rows]
    changed[line][at] = FORMULA
    return changed


def _label(raw: bytes) -> str:
    """What outputs print of the first item and of the findings; nothing for a file refused."""
    try:
        file = read_export("a.csv", raw, Books("USD"))
    except ExportError as error:
        assert FORMULA not in str(error)  # noqa: PT017 - each refusal is looked at
        return ""
    return f"{[item.label for item in file.items]}{file.findings}"
