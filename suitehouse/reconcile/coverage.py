"""Which days of a reconciliation's period the files of its sides speak for.

What no file speaks for is not missing: nobody looked. So a result says on which days it stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from suitehouse.ledger.export_file import ExportFile
from suitehouse.ledger.item import ItemKind, Side
from suitehouse.reconcile.definition import SideRule
from suitehouse.reconcile.outcome import Break, BreakKind
from suitehouse.reconcile.period import Period


@dataclass(frozen=True, slots=True)
class Coverage:
    """The days of a period that one side's files speak for.

    Attributes:
        label: What the side is called in sentences.
        spans: The days covered, in order, apart from each other.
        missing: Kind of the breaks that say a partner is missing on this side.
        breaks_outside: How many of those are dated on days that are not covered.
    """

    side: Side
    label: str
    period: Period
    spans: tuple[Period, ...]
    missing: BreakKind
    breaks_outside: int = 0

    @property
    def is_none(self) -> bool:
        """Whether no file speaks for any day of the period."""
        return not self.spans

    @property
    def is_whole(self) -> bool:
        """Whether every day is covered."""
        return self.spans == (self.period,)

    @property
    def sentence(self) -> str:
        """What is covered, in words; where it is not all, what that means for breaks."""
        if self.is_none:
            return f"No file of {self.label} speaks for {self.period.in_words}."
        covered = " and ".join(span.in_words for span in self.spans)
        if self.is_whole:
            return f"The files of {self.label} cover {covered}."
        are = "1 is" if self.breaks_outside == 1 else f"{self.breaks_outside} are"
        return (
            f"Of {self.period.in_words}, the files of {self.label} cover only {covered}: a break"
            f" {self.missing.value} dated on another day says no more than that there is no file of"
            f" that day ({are})."
        )


def coverage_of(
    rule: SideRule, period: Period, files: Iterable[ExportFile], breaks: Sequence[Break]
) -> Coverage:
    """Return which days of a period the files of a side cover.

    Args:
        rule: The side.
        period: What the reconciliation speaks for.
        files: The side's files; lists of customers, which have no days, say nothing.
        breaks: What the reconciliation found.
    """
    dated = (file.covers for file in files if file.kinds != {ItemKind.CUSTOMER})
    spans = _joined(Period(*days).within(period) for days in dated if days)
    missing = (found for found in breaks if found.kind is rule.missing)
    outside = sum(not _has(spans, found.members[0].on) for found in missing)
    return Coverage(rule.side, rule.label, period, spans, rule.missing, outside)


def _has(spans: Iterable[Period], day: date) -> bool:
    return any(span.contains(day) for span in spans)


def _joined(spans: Iterable[Period | None]) -> tuple[Period, ...]:
    """Join what overlaps or follows on the next day."""
    joined: list[Period] = []
    for span in sorted(filter(None, spans), key=lambda each: each.start):
        if joined and span.start - joined[-1].end <= timedelta(days=1):
            joined[-1] = Period(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return tuple(joined)
