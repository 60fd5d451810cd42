"""The groups of a QuickBooks report: whose rows follow, and whether their subtotals foot.

Groups may stand within groups (a customer and its jobs). A group's subtotal holds those within it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from suitehouse.exports._quickbooks_layout import TOTAL_FOR
from suitehouse.ledger.export_file import Finding, Severity
from suitehouse.ledger.money import parse_amount
from suitehouse.tabular.columns import Columns
from suitehouse.tabular.records import Record

# QuickBooks nests five levels; reports without subtotals never close a group.
_MOST_OPEN = 32
_WITH_JOBS = (" with sub-customers", " with sub-customer", " with jobs")


@dataclass(frozen=True, slots=True)
class _Group:
    """A group, and what the report had added up to where it began."""

    name: str
    before: Mapping[str, Decimal]


@dataclass(slots=True)
class Groups:
    """The groups that are open at a line, outermost first.

    Attributes:
        names: Our names of the columns that subtotals add up.
        findings: The subtotals that do not foot.
        unknown: How many subtotals belong to no group above them.
    """

    columns: Columns
    names: tuple[str, ...]
    findings: list[Finding] = field(default_factory=list)
    unknown: int = 0
    _open: list[_Group] = field(default_factory=list)
    _sums: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))

    @property
    def customer(self) -> str:
        """The innermost group's name; empty outside of groups."""
        return self._open[-1].name if self._open else ""

    def begin(self, record: Record) -> None:
        """Take in a row that names a group."""
        self._open.append(_Group(record.filled[0], dict(self._sums)))
        del self._open[:-_MOST_OPEN]

    def add(self, printed: Mapping[str, Decimal]) -> None:
        """Take in what a detail row prints."""
        for name, amount in printed.items():
            self._sums[name] += amount

    def end(self, record: Record) -> None:
        """Take in a subtotal, and close its group."""
        name = record.filled[0][len(TOTAL_FOR) :].strip()
        places = [at for at, group in enumerate(self._open) if _is_named(group, name)]
        if not places:
            self.unknown += 1
            return
        group = self._open[places[-1]]
        del self._open[places[-1] :]
        self.findings.extend(self._gaps(record, group))

    def _gaps(self, record: Record, group: _Group) -> Iterator[Finding]:
        for name in self.names:
            added = self._sums[name] - group.before.get(name, Decimal(0))
            if printed_total(self.columns, record, name) not in (None, added):
                header = self.columns.aliases[name][0].capitalize()
                message = f"{header} of the group's rows does not add to its subtotal."
                yield Finding(Severity.ERROR, "subtotal_does_not_foot", message, record.first_line)


def _is_named(group: _Group, name: str) -> bool:
    known = group.name.casefold()
    wanted = name.casefold()
    return wanted == known or any(wanted == known + jobs for jobs in _WITH_JOBS)


def printed_total(columns: Columns, total: Record, name: str) -> Decimal | None:
    """Return what a total row prints in a column; nothing where it prints nothing.

    Raises:
        ExportError: It prints no amount there.
    """
    if not (cell := columns.text(total, name)):
        return None
    try:
        return parse_amount(cell)
    except ValueError as error:
        raise columns.fault(total, name, str(error)) from error
