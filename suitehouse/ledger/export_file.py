"""An export file as read: every physical line accounted for once, and what was found wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NoReturn

from suitehouse.errors import ShortfallError
from suitehouse.ledger.item import ItemKind, LedgerItem, Side
from suitehouse.ledger.tally import Tally


class RowKind(StrEnum):
    """What a record of a file is for; `detail` is one more line of an item that stands above."""

    ITEM = "item"
    DETAIL = "detail"
    LAYOUT = "layout"
    TOTAL = "total"
    FOOTER = "footer"


class Severity(StrEnum):
    """Whether a finding makes the file's figures doubtful."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a controller should know about a file; says which line, never its values."""

    severity: Severity
    code: str
    message: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class CardCells:
    """Cells of one column that held a payment card number, so that none of them was read.

    Attributes:
        column: The column's header in small letters; empty above the header or beyond it.
        lines: The line of each, in order.
    """

    column: str
    lines: tuple[int, ...]

    def __str__(self) -> str:
        column = f"column '{self.column}'" if self.column else "no column"
        more = f" and {len(self.lines) - 1} more" if len(self.lines) > 1 else ""
        return f"{column}, line {self.lines[0]}{more}"


@dataclass(frozen=True, slots=True)
class ExportRow:
    """One record: the physical lines it spans, what it is for, and its ledger item if it is one.

    Attributes:
        shares_line: It starts on the line where the row above ends, as in XML without line breaks;
            that line counts for the row above.
    """

    first_line: int
    last_line: int
    kind: RowKind
    row_hash: str
    item: LedgerItem | None = None
    shares_line: bool = False


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What a file says of itself, known once all of it was read.

    Attributes:
        covers: First and last day the file speaks for, as printed in it, else of its rows.
        entity: The reporting company as the file prints it; empty if it does not.
        printed_at: When the report was made, in the zone it names none of; absent if not printed.
        agrees_to_total: Whether the file prints totals of its own and its rows add to them.
    """

    findings: tuple[Finding, ...] = ()
    covers: tuple[date, date] | None = None
    entity: str = ""
    printed_at: datetime | None = None
    agrees_to_total: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """A file while it is read, in whatever memory one row takes.

    Attributes:
        rows: Each record of the file, once, in line order.
        facts: Tells what the file says of itself; to be asked when the last row has come.
    """

    rows: Iterator[ExportRow]
    facts: Callable[[], FileFacts]


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A file that parsed whole.

    Attributes:
        system: The product the file comes from, as a person names it.
        line_count: Physical lines in the file; rows, in a workbook.
        lines_by_kind: Physical lines by what they are for; they add to `line_count`.
        totals: Count and sum of its items by currency, added up while they were read.
        kinds: What its items say happened.
        card_cells: What was not read because a payment card number stands in it.
    """

    name: str
    sha256: str
    format: str
    system: str
    side: Side
    encoding: str
    delimiter: str
    line_count: int
    lines_by_kind: Mapping[str, int]
    totals: Mapping[str, Tally]
    kinds: frozenset[ItemKind]
    facts: FileFacts
    card_cells: tuple[CardCells, ...] = ()

    @property
    def item_count(self) -> int:
        """How many of its rows are ledger items."""
        return sum(tally.count for tally in self.totals.values())

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What a controller should know about it."""
        return self.facts.findings

    @property
    def covers(self) -> tuple[date, date] | None:
        """First and last day it speaks for."""
        return self.facts.covers

    @property
    def is_sound(self) -> bool:
        """Whether no finding makes the file's figures doubtful."""
        return all(finding.severity is not Severity.ERROR for finding in self.findings)


@dataclass(slots=True)
class LineAccount:
    """Counts a file's lines by what they are for while its rows go by, each exactly once."""

    name: str
    lines_by_kind: Counter[str] = field(default_factory=lambda: Counter(dict.fromkeys(RowKind, 0)))
    totals: dict[str, Tally] = field(default_factory=dict)
    kinds: set[ItemKind] = field(default_factory=set)
    _next: int = 1

    def items(self, rows: Iterable[ExportRow]) -> Iterator[LedgerItem]:
        """Yield the ledger items among some rows.

        Raises:
            ShortfallError: A line is missing or told twice.
        """
        for row in rows:
            first = row.first_line + row.shares_line
            if first != self._next or row.last_line < row.first_line:
                self._fail(self._next)
            self._next = row.last_line + 1
            self.lines_by_kind[row.kind.value] += self._next - first
            if row.item is not None:
                currency = row.item.money.currency
                one = Tally(1, row.item.money.amount)
                self.totals[currency] = self.totals.get(currency, Tally()) + one
                self.kinds.add(row.item.kind)
                yield row.item

    def close(self, line_count: int) -> None:
        """Make sure that the last row was the file's last.

        Raises:
            ShortfallError: It was not.
        """
        if self._next != line_count + 1:
            self._fail(min(self._next, line_count))

    def _fail(self, line: int) -> NoReturn:
        message = f"{self.name}: line {line} is not accounted for exactly once; please report this."
        raise ShortfallError(message)
