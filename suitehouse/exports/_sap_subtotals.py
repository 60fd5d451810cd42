"""Subtotal lines of an SAP list: `*` for a group, `**` for the groups of those, footed one by one.

A list with several currencies prints a line for each of them, one below the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from suitehouse.ledger.export_file import Finding, Severity

_LEVELS = 9


def _sums() -> dict[int, dict[str, Decimal]]:
    return {level: defaultdict(Decimal) for level in range(1, _LEVELS + 1)}


@dataclass(slots=True)
class Subtotals:
    """What a list's items add to since the last subtotal of each level.

    Attributes:
        findings: The subtotals that do not foot.
        count: Subtotals seen.
        compared: Subtotals that were compared and foot.
        is_open: Whether items stand below the last subtotal.
    """

    findings: list[Finding] = field(default_factory=list)
    count: int = 0
    compared: int = 0
    is_open: bool = False
    _sums: dict[int, dict[str, Decimal]] = field(default_factory=_sums)
    _closed: int = 0

    def add(self, printed: Decimal, currency: str) -> None:
        """Take in one more item, as printed."""
        for level in range(1, self._closed + 1):
            self._sums[level].clear()
        self._closed = 0
        self.is_open = True
        for sums in self._sums.values():
            sums[currency] += printed

    def end(self, level: int, printed: Decimal, currency: str, line: int) -> None:
        """Take in a subtotal; without a currency it is that of the items, if they have one."""
        self.count += 1
        self.is_open = False
        sums = self._sums[min(level, _LEVELS)]
        self._closed = max(self._closed, min(level, _LEVELS))
        if not currency and len(sums) > 1:
            message = "Items of several currencies, so the subtotal was not compared with them."
            self.findings.append(
                Finding(Severity.NOTE, "subtotal_across_currencies", message, line)
            )
            return
        added = sums.get(currency or next(iter(sums), ""), Decimal(0))
        if added == printed:
            self.compared += 1
            return
        message = "The items above do not add to the subtotal that the line prints."
        self.findings.append(Finding(Severity.ERROR, "subtotal_does_not_foot", message, line))

    def remarks(self) -> Iterator[Finding]:
        """Yield what is to be said of the subtotals when all have been read."""
        yield from self.findings
        if self.count and self.is_open:
            message = "Items stand below the last subtotal: the list may be cut off."
            yield Finding(Severity.ERROR, "truncated", message)
