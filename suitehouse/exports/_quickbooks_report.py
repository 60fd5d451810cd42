"""A QuickBooks report of transactions, whatever its columns: dates, groups, totals, findings.

A format says which columns its report has and what the rows of a document are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from suitehouse.exports._documents import document_rows
from suitehouse.exports._export_row import Notation, Row
from suitehouse.exports._printed_notation import no_style
from suitehouse.exports._quickbooks_groups import Groups
from suitehouse.exports._quickbooks_layout import Layout, lay_out, walk
from suitehouse.exports._quickbooks_totals import Tally, is_outside
from suitehouse.ledger.books import Books
from suitehouse.ledger.export_file import ExportRow, Reading, RowKind
from suitehouse.ledger.item import LedgerItem, Side
from suitehouse.tabular.columns import header_names
from suitehouse.tabular.dates import DateStyle, styles_that_fit
from suitehouse.tabular.records import Record
from suitehouse.tabular.table import Table


@dataclass(frozen=True, slots=True)
class Setting:
    """What a row of a report does not say itself.

    Attributes:
        customer: The group it stands in; empty outside of groups.
        is_cash_basis: Whether amounts are those paid, dated by their payment.
    """

    home_currency: str
    customer: str
    is_cash_basis: bool


def alone(row: Row) -> Hashable | None:  # noqa: ARG001 - the shape of a key
    """Return nothing: each row is a document of its own."""
    return None


@dataclass(frozen=True, slots=True)
class QuickBooksReport:
    """An export format; columns are found by header, which QuickBooks renamed over the years.

    Attributes:
        aliases: For each of our names the headers that mean it, preferred first.
        required: Our names of the columns without which a file is none of this report.
        totals: Our names of the columns that totals add up.
        item: Returns the item that the rows of one document make.
        without: Headers that only other reports have.
        key_of: What rows of one document share, where each line is a row.
    """

    aliases: Mapping[str, Sequence[str]]
    required: tuple[str, ...]
    totals: tuple[str, ...]
    item: Callable[[Sequence[Row], Setting], LedgerItem]
    without: frozenset[str] = frozenset()
    key_of: Callable[[Row], Hashable | None] = alone
    side: Side = Side.ERP
    system: str = "QuickBooks"

    def recognises(self, head: Sequence[Record]) -> bool:
        """Whether one of the first records is the report's header."""
        return any(self._is_header(record) for record in head)

    def read(self, table: Table, books: Books) -> Reading:
        """Return the report with each line accounted for; see `TableFormat`."""
        layout = lay_out(table, self.aliases, self.required)
        styles = _date_styles(table, layout)
        groups = Groups(layout.columns, self.totals)
        tally = Tally(layout, styles, groups)
        # Known by now, as the dates were looked at up to the footer.
        setting = Setting(books.home_currency, "", layout.is_cash_basis)
        rows = _Rows(self, layout, Notation(styles[0]), setting, tally)
        return Reading(rows.all_of(table), lambda: tally.facts(table.findings))

    def _is_header(self, record: Record) -> bool:
        names = header_names(record)
        has_all = all(names.intersection(self.aliases[wanted]) for wanted in self.required)
        return has_all and not names & self.without


@dataclass(slots=True)
class _Rows:
    """The rows of a report while they are gone through; holds the lines of one document."""

    report: QuickBooksReport
    layout: Layout
    notation: Notation
    setting: Setting
    tally: Tally
    _held: list[Row] = field(default_factory=list)
    _key: Hashable | None = None

    def all_of(self, table: Table) -> Iterator[ExportRow]:
        for record, kind in walk(table, self.layout):
            if kind is RowKind.ITEM:
                yield from self._take(Row(Side.ERP, self.layout.columns, record, self.notation))
                continue
            yield from self._release()
            self._see(record, kind)
            yield ExportRow(record.first_line, record.last_line, kind, record.row_hash)
        yield from self._release()

    def _take(self, row: Row) -> Iterator[ExportRow]:
        self.layout.columns.check_width(row.record)
        key = self.report.key_of(row)
        if key is None or key != self._key:
            yield from self._release()
        self._held.append(row)
        self._key = key

    def _release(self) -> Iterator[ExportRow]:
        rows, self._held = self._held, []
        if not rows:
            return
        setting = Setting(
            self.setting.home_currency,
            self.tally.groups.customer,
            self.setting.is_cash_basis,
        )
        item = self.report.item(rows, setting)
        self.tally.add(item, self._printed(rows, item.money.currency))
        yield from document_rows([row.record for row in rows], item)

    def _printed(self, rows: Sequence[Row], currency: str) -> dict[str, Decimal]:
        return {
            name: sum(
                (row.optional_amount(name, currency) or Decimal(0) for row in rows), Decimal(0)
            )
            for name in self.report.totals
        }

    def _see(self, record: Record, kind: RowKind) -> None:
        is_below = record.first_line > self.layout.header.first_line
        if kind is RowKind.LAYOUT and is_below and record.filled:
            self.tally.groups.begin(record)
        if kind is RowKind.TOTAL and record is not self.layout.total:
            self.tally.groups.end(record)


def _date_styles(table: Table, layout: Layout) -> list[DateStyle]:
    """Return the orders of day and month that fit every date, the likeliest first.

    Raises:
        ExportError: None fits.
    """
    columns, styles = layout.columns, styles_that_fit(())
    outside: Counter[DateStyle] = Counter()
    for record, kind in walk(table, layout):
        if kind is not RowKind.ITEM:
            continue
        day = columns.text(record, "date")
        cells = [cell for cell in (day, columns.text(record, "due_date")) if cell]
        fitting = styles_that_fit(cells, styles)
        if not fitting:
            raise no_style(columns, ("date", "due_date"), record, styles)
        styles = fitting
        covers = layout.printed_range or (date.min, date.max)
        outside.update(style for style in styles if is_outside(style.parse(day), covers))
    fewest = min(outside[style] for style in styles)
    return [style for style in styles if outside[style] == fewest]
