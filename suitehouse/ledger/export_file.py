"""An export file as read: every physical line accounted for once, and what was found wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from suitehouse.ledger.item import LedgerItem, Side


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
        covers: First and last day the file speaks for, as printed in it, else of its rows.
        system: The product the file comes from, as a person names it.
        entity: The reporting company as the file prints it; empty if it does not.
        agrees_to_total: Whether the file prints totals of its own and its rows add to them.
        card_cells: What was not read because a payment card number stands in it.
        printed_at: When the report was made, in the zone it names none of; absent if not printed.
        line_count: Physical lines in the file.
    """

    name: str
    sha256: str
    format: str
    system: str
    side: Side
    encoding: str
    delimiter: str
    line_count: int
    rows: tuple[ExportRow, ...]
    findings: tuple[Finding, ...] = ()
    covers: tuple[date, date] | None = None
    entity: str = ""
    printed_at: datetime | None = None
    agrees_to_total: bool = False
    card_cells: tuple[CardCells, ...] = ()

    def __post_init__(self) -> None:
        expected = 1
        for row in self.rows:
            first = row.first_line + row.shares_line
            if first != expected or row.last_line < row.first_line:
                raise ValueError(f"{self.name}: line {expected} is not accounted for exactly once")
            expected = row.last_line + 1
        if expected != self.line_count + 1:
            raise ValueError(f"{self.name}: rows end at line {expected - 1} of {self.line_count}")

    @property
    def items(self) -> tuple[LedgerItem, ...]:
        """The ledger items in line order."""
        return tuple(row.item for row in self.rows if row.item is not None)

    @property
    def lines_by_kind(self) -> Mapping[str, int]:
        """Physical lines by what they are for; they add to `line_count`."""
        counts: Counter[str] = Counter({kind.value: 0 for kind in RowKind})
        for row in self.rows:
            counts[row.kind.value] += row.last_line - row.first_line + 1 - row.shares_line
        return dict(counts)

    @property
    def is_sound(self) -> bool:
        """Whether no finding makes the file's figures doubtful."""
        return all(finding.severity is not Severity.ERROR for finding in self.findings)
