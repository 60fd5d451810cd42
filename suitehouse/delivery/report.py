"""What a delivery did, target by target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
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
            return f"{self.target}: nothing to bring, {self.unchanged} tables are there already"
        size = sum(each.bytes for each in self.deliveries) / 1_000_000
        return (
            f"{self.target}: {self.sent_rows:,} rows of {len(self.deliveries)} tables in "
            f"{self.seconds:.1f} s ({size:,.1f} MB), {self.unchanged} were there already"
        )


Deliveries: TypeAlias = Sequence[TargetReport]
