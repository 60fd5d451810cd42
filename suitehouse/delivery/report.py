"""What a delivery did, target by target."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from suitehouse.errors import SuitehouseError
from suitehouse.warehouses._deliveries import Delivery


@dataclass(slots=True)
class TargetReport:
    """What one target was brought; `unchanged` relations it had already.

    `was_asked` says whether the target was spoken to at all.
    """

    target: str
    deliveries: list[Delivery] = field(default_factory=list)
    unchanged: int = 0
    was_asked: bool = False
    failures: dict[str, SuitehouseError] = field(default_factory=dict)

    @property
    def sent_rows(self) -> int:
        """Rows that were sent."""
        return sum(each.sent_rows for each in self.deliveries)

    @property
    def seconds(self) -> float:
        """Seconds that its deliveries took."""
        return sum(each.seconds for each in self.deliveries)

    @property
    def line(self) -> str:
        """The report in one line, for people."""
        if not self.deliveries:
            return f"{self.target}: nothing to bring, {_tables(self.unchanged)} there already"
        size = sum(each.bytes for each in self.deliveries) / 1_000_000
        others = f", {self.unchanged} more there already" if self.unchanged else ""
        return (
            f"{self.target}: {self.sent_rows:,} rows of {_tables(len(self.deliveries))} in "
            f"{self.seconds:.1f} s ({size:,.1f} MB){others}"
        )

    def with_earlier(self, earlier: Iterable[Delivery]) -> TargetReport:
        """Return a report that tells also what the same run brought before, if not brought anew."""
        again = {each.relation for each in self.deliveries}
        before = [each for each in earlier if each.relation not in again]
        return replace(
            self,
            deliveries=[*before, *self.deliveries],
            unchanged=max(self.unchanged - len(before), 0),
        )


Deliveries: TypeAlias = Sequence[TargetReport]


def one_each(reports: Deliveries) -> list[TargetReport]:
    """Return one report a target of those of several parts of a delivery."""
    found: dict[str, TargetReport] = {}
    for report in reports:
        known = found.get(report.target, TargetReport(report.target))
        found[report.target] = TargetReport(
            report.target,
            [*known.deliveries, *report.deliveries],
            known.unchanged + report.unchanged,
            known.was_asked or report.was_asked,
            {**known.failures, **report.failures},
        )
    return list(found.values())


def _tables(count: int) -> str:
    return f"{count} table{'' if count == 1 else 's'}"
