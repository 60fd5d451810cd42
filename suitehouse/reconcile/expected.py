"""Whether the exports that have to be there by a day of the month are there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from suitehouse.ledger.export_file import ExportFile
from suitehouse.ledger.item import Side
from suitehouse.reconcile.definition import Definition
from suitehouse.reconcile.period import Period, day_of_month, month_before
from suitehouse.reconcile.policy import ExpectedFile


@dataclass(frozen=True, slots=True)
class Arrival:
    """Whether one side's export of a month is there.

    Attributes:
        due: The day by which it has to be there.
        is_due: Whether that day has come.
    """

    side: Side
    month: Period
    due: date
    is_due: bool
    is_there: bool

    @property
    def is_late(self) -> bool:
        """Whether it is missing though its day has come."""
        return self.is_due and not self.is_there

    def __str__(self) -> str:
        side, month = self.side.value, self.month.label
        if self.is_there:
            return f"A file of the side {side} covers {month}."
        tense = "was" if self.is_due else "is"
        return f"No file of the side {side} covers {month}; it {tense} due by {self.due}."


def arrivals(
    expected: Iterable[ExpectedFile], files: Sequence[ExportFile], today: date
) -> tuple[Arrival, ...]:
    """Return of each expected export of the month before whether it is there, in side order."""
    month = month_before(today)
    found = []
    for each in sorted(expected, key=lambda each: each.side):
        due = day_of_month(today, each.by_day)
        is_there = any(file.side is each.side and covers(file, month) for file in files)
        found.append(Arrival(each.side, month, due, today >= due, is_there))
    return tuple(found)


def covers(file: ExportFile, month: Period) -> bool:
    """Whether a file is an export of a month: half of the month, or of the file, is in both.

    So a quarter's export counts for each of its months, and so does one that begins with the
    first payout of the month; the two days of February in an export of January do not count.
    """
    if file.covers is None:
        return False
    own = Period(*file.covers)
    return 2 * own.shared_days(month) >= min(own.days, month.days)


def expected_by(
    definition: Definition, expected: Iterable[ExpectedFile]
) -> tuple[ExpectedFile, ...]:
    """Return the exports that a reconciliation waits for."""
    sides = (definition.left.side, definition.right.side)
    return tuple(each for each in expected if each.side in sides)


def expected_by_none(
    definitions: Iterable[Definition], expected: Iterable[ExpectedFile]
) -> tuple[ExpectedFile, ...]:
    """Return the exports that no reconciliation reads, so that none of them would miss them."""
    sides = {rule.side for each in definitions for rule in (each.left, each.right)}
    return tuple(each for each in expected if each.side not in sides)
