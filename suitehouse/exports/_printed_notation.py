"""How one file writes its days and amounts, told from all of its rows before any is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from suitehouse.errors import ExportError
from suitehouse.exports._item_rows import Observed
from suitehouse.ledger.export_file import Finding, Severity
from suitehouse.tabular.columns import Columns
from suitehouse.tabular.dates import DateStyle, styles_that_fit
from suitehouse.tabular.numerals import Numerals
from suitehouse.tabular.records import Record
from suitehouse.tabular.table import Table

OTHER_MARK: Final = "has another decimal mark than the amounts above"


def rows_below(table: Table, header: Record) -> Iterator[Record]:
    """Yield the records below a header that hold anything."""
    for record in table.records():
        if record.filled and record.first_line > header.first_line:
            yield record


def printed_styles(
    records: Iterable[Record],
    columns: Columns,
    names: Sequence[str],
    known: Sequence[DateStyle],
) -> tuple[DateStyle, ...]:
    """Return the date styles that fit every cell of some columns, the likeliest first.

    Args:
        records: The rows.
        columns: Where their columns stand.
        names: Our names of the columns with days.
        known: The styles that the system has, the likeliest first.

    Raises:
        ExportError: None fits.
    """
    styles = tuple(known)
    for record in records:
        cells = (columns.text(record, name) for name in names)
        fitting = styles_that_fit((cell for cell in cells if cell), styles)
        if not fitting:
            raise no_style(columns, names, record, styles)
        styles = fitting
    return styles


def remark_styles(styles: Sequence[DateStyle], observed: Observed) -> None:
    """Remark where days can be read in more than one way."""
    if len(styles) == 1:
        return
    names = " or ".join(style.name for style in styles)
    message = f"The dates can be read as {names}; they were read as {styles[0].name}."
    observed.findings.append(Finding(Severity.WARNING, "ambiguous_dates", message))


def count_amount(numerals: Numerals, columns: Columns, record: Record, name: str) -> None:
    """Take in one more amount of a file that writes all of them alike.

    Raises:
        ExportError: It has a decimal comma and others have a decimal point, or the reverse.
    """
    numerals.add(columns.text(record, name))
    if numerals.is_contradictory:
        raise columns.fault(record, name, OTHER_MARK)


def remark_numerals(numerals: Numerals, observed: Observed) -> None:
    """Remark where amounts leave open which of their marks is the decimal one."""
    if numerals.open and not numerals.commas and not numerals.points:
        message = (
            "Amounts such as 1.234 leave open what the mark means; they were read with a decimal "
            "point."
        )
        observed.findings.append(Finding(Severity.WARNING, "ambiguous_amounts", message))


def no_style(
    columns: Columns, names: Sequence[str], record: Record, styles: Sequence[DateStyle]
) -> ExportError:
    """Return the error that blames the cell which is no day in any of the styles left."""
    column = next(
        (
            name
            for name in names
            if (cell := columns.text(record, name)) and not styles_that_fit((cell,), styles)
        ),
        names[0],
    )
    return columns.fault(record, column, "is not a date, or not in the order of the dates above")
