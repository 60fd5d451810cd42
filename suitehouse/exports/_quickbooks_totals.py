"""What the rows of a QuickBooks report add to, and what is to be said of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from suitehouse.exports._quickbooks_groups import Groups, printed_total
from suitehouse.exports._quickbooks_layout import Layout
from suitehouse.ledger.export_file import FileFacts, Finding, Severity
from suitehouse.ledger.item import LedgerItem
from suitehouse.tabular.dates import DateStyle, DaySpan
from suitehouse.tabular.records import Record


@dataclass(slots=True)
class Tally:
    """What a report's rows add to, as printed.

    Attributes:
        styles: The orders of day and month that fit, the one taken first.
    """

    layout: Layout
    styles: Sequence[DateStyle]
    groups: Groups
    count: int = 0
    unnamed: int = 0
    outside: int = 0
    sums: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    currencies: set[str] = field(default_factory=set)
    span: DaySpan = field(default_factory=DaySpan)

    def add(self, item: LedgerItem, printed: Mapping[str, Decimal]) -> None:
        """Take in one more item and what its rows print in the columns that totals add up."""
        self.count += 1
        self.unnamed += not item.references
        self.outside += is_outside(item.on, self.layout.printed_range or (date.min, date.max))
        for name, amount in printed.items():
            self.sums[name] += amount
        self.groups.add(printed)
        self.currencies.add(item.money.currency)
        self.span.add(item.on)

    def facts(self, findings: Sequence[Finding]) -> FileFacts:
        """Return what the report says of itself, once all of it was read."""
        footing = self._footing()
        return FileFacts(
            findings=(*findings, *self._findings(), *self._subtotals(), *footing),
            covers=self.layout.printed_range or self.span.days,
            entity=self.layout.entity,
            printed_at=self.layout.printed_at,
            agrees_to_total=self._prints_totals() and not footing and not self._is_mixed,
        )

    @property
    def _is_mixed(self) -> bool:
        """Whether amounts of several currencies stand in one column: their sum proves nothing."""
        return len(self.currencies) > 1

    def _prints_totals(self) -> bool:
        """Whether TOTAL prints anything; a workbook's formula that nobody computed is empty."""
        total, columns = self.layout.total, self.layout.columns
        return total is not None and any(columns.text(total, name) for name in self.groups.names)

    def _findings(self) -> Iterator[Finding]:
        if self.layout.total is None:
            ending = "no TOTAL row" if self.layout.footer else "neither a TOTAL row nor a footer"
            message = f"The report has {ending}: it may be cut off, so rows may be missing."
            yield Finding(Severity.ERROR, "truncated", message)
        if self.count and len(self.styles) > 1:
            names = " or ".join(style.name for style in self.styles)
            message = f"The dates can be read as {names}; they were read as {self.styles[0].name}."
            yield Finding(Severity.WARNING, "ambiguous_dates", message)
        if self.outside:
            message = f"{self.outside} rows are dated outside the range printed in the title."
            yield Finding(Severity.WARNING, "outside_printed_range", message)
        if self.unnamed:
            message = f"{self.unnamed} rows have no usable document number."
            yield Finding(Severity.NOTE, "no_document_number", message)
        if self.layout.is_cash_basis:
            message = "The report is on cash basis: amounts are those paid, dated by their payment."
            yield Finding(Severity.WARNING, "cash_basis", message)

    def _subtotals(self) -> Iterator[Finding]:
        if self.groups.unknown:
            message = f"{self.groups.unknown} subtotals belong to no group above them."
            yield Finding(Severity.WARNING, "subtotal_of_no_group", message)
        if not self._is_mixed:
            yield from self.groups.findings

    def _footing(self) -> list[Finding]:
        """Compare the columns as printed, whatever their currencies, with the TOTAL row."""
        total, columns = self.layout.total, self.layout.columns
        if total is None:
            return []
        return [
            self._gap(total, name)
            for name in self.groups.names
            if printed_total(columns, total, name) not in (None, self.sums[name])
        ]

    def _gap(self, total: Record, name: str) -> Finding:
        header = self.layout.columns.aliases[name][0].capitalize()
        if self._is_mixed:
            message = f"{header} holds several currencies, so TOTAL was not compared with the rows."
            return Finding(Severity.NOTE, "total_across_currencies", message, total.first_line)
        message = f"{header} of the rows does not add to what TOTAL prints."
        return Finding(Severity.ERROR, "total_does_not_foot", message, total.first_line)


def is_outside(day: date | None, covers: tuple[date, date]) -> bool:
    """Whether a day lies outside of two others."""
    return day is not None and not covers[0] <= day <= covers[1]
