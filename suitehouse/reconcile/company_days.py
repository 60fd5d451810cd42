"""The company's own days: a moment belongs to the day that it was where the books are kept.

A processor prints UTC and a shop its own zone: the charge of the last evening of March is April's
there. A row that tells no moment keeps the day it prints.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from suitehouse.intake.folder import ItemSink
from suitehouse.ledger.item import LedgerItem


@dataclass(frozen=True, slots=True)
class CompanyDays:
    """Hands items on with the day that their moment was in the company's zone."""

    sink: ItemSink
    zone: ZoneInfo

    def add(self, file: int, items: Iterable[LedgerItem]) -> None:
        """Take in a file's items as they are read."""
        self.sink.add(file, self._dated(items))

    def forget(self, file: int) -> None:
        """Take out what a file that could not be read whole has brought."""
        self.sink.forget(file)

    def _dated(self, items: Iterable[LedgerItem]) -> Iterator[LedgerItem]:
        for item in items:
            if item.at is None:
                yield item
            else:
                yield replace(item, on=item.at.astimezone(self.zone).date())
