"""A CAMT.053 statement's own figures: its balances, and its summary where it has one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from suitehouse.exports._bank_entries import Footing
from suitehouse.exports._camt_elements import Element
from suitehouse.ledger.export_file import Finding, Severity
from suitehouse.ledger.money import Money

# A page of a statement opens or closes with an interim balance instead.
_OPENING: Final = ("OPBD", "PRCD", "ITBD")
_CLOSING: Final = ("CLBD", "ITBD")
_SIDES: Final = {"TtlNtries": 0, "TtlCdtNtries": 1, "TtlDbtNtries": -1}


@dataclass(slots=True)
class Statement:
    """What one statement has said up to now.

    Attributes:
        balances: First and last amount by kind of balance and currency, each with its line.
        claims: What the summary says: side (0 is both), `NbOfNtries` or `Sum`, figure and line.
    """

    line: int
    id: str = ""
    account: str = ""
    balances: dict[tuple[str, str], list[tuple[Decimal, int]]] = field(default_factory=dict)
    claims: list[tuple[int, str, Decimal, int]] = field(default_factory=list)
    entries: Footing = field(default_factory=lambda: Footing(0))
    counts: dict[int, int] = field(default_factory=dict)
    sums: dict[int, Decimal] = field(default_factory=dict)

    def add_balance(self, element: Element, line: int) -> None:
        """Take in a balance.

        Raises:
            ExportError: The same balance stood there with another amount.
        """
        money = element.money()
        code = element.text("Tp/CdOrPrtry/Cd")
        known = self.balances.setdefault((code, money.currency), [])
        if known and code != "ITBD" and known[0][0] != money.amount:
            raise element.fault("Amt", "contradicts the same balance above")
        known.append((money.amount, line))

    def add_summary(self, element: Element, line: int) -> None:
        """Take in the summary.

        Raises:
            ExportError: A figure in it is none.
        """
        for name, side in _SIDES.items():
            for figure in ("NbOfNtries", "Sum"):
                if element.text(path := f"{name}/{figure}"):
                    self.claims.append((side, figure, element.number(path), line))

    def add_entry(self, money: Money) -> None:
        """Take in a booked entry."""
        self.entries.move(money)
        for side in (0, 1 if money.amount >= 0 else -1):
            self.counts[side] = self.counts.get(side, 0) + 1
            self.sums[side] = self.sums.get(side, Decimal(0)) + abs(money.amount)

    def footing(self) -> Footing:
        """Return the balances that count, with what the entries move."""
        footing = Footing(self.line, moved=self.entries.moved)
        for currency in {currency for _, currency in self.balances}:
            first = self._first(_OPENING, currency, 0)
            last = self._first(_CLOSING, currency, -1)
            if first:
                footing.opening[currency] = first[0]
            if last and last is not first:
                footing.closing[currency], footing.lines[currency] = last
        return footing

    def _first(self, codes: tuple[str, ...], currency: str, at: int) -> tuple[Decimal, int] | None:
        found = (self.balances.get((code, currency)) for code in codes)
        return next((each[at] for each in found if each), None)

    def findings(self) -> Iterator[Finding]:
        """Yield where the summary contradicts the entries."""
        for side, figure, claimed, line in self.claims:
            found = self.counts.get(side, 0) if figure == "NbOfNtries" else self.sums.get(side, 0)
            if claimed != found:
                message = f"The summary's {figure} is not that of the statement's entries."
                yield Finding(Severity.ERROR, "total_does_not_foot", message, line)
