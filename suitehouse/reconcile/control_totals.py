"""The proof: for each side and currency, opening + in = matched + broken + excluded + closing.

What came in is counted from the files' rows and by the warehouse, before and apart from matching;
what became of it is added up from the outcomes. A row lost, doubled or changed does not foot, and
neither does one without an outcome: as long as nothing is carried over, closing has to be nil.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from suitehouse.ledger.export_file import ExportFile, RowKind
from suitehouse.ledger.item import LedgerItem, Side
from suitehouse.reconcile.outcome import Outcome, Status


@dataclass(frozen=True, slots=True)
class Tally:
    """A number of rows and their sum in one currency."""

    count: int = 0
    amount: Decimal = Decimal(0)

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.count + other.count, self.amount + other.amount)


@dataclass(frozen=True, slots=True)
class SideTotals:
    """One side in one currency.

    Attributes:
        opening: Brought forward; nothing is yet, so it is zero.
        incoming: Counted independently of matching.
        closing: Items without an outcome.
    """

    side: Side
    currency: str
    opening: Tally
    incoming: Tally
    matched: Tally
    broken: Tally
    excluded: Tally
    closing: Tally

    @property
    def foots(self) -> bool:
        """Whether all that came in is accounted for, in count and in money, and has an outcome."""
        accounted = self.matched + self.broken + self.excluded + self.closing
        return self.closing.count == 0 and self.opening + self.incoming == accounted


def file_totals(files: Iterable[ExportFile]) -> Mapping[str, Tally]:
    """Return count and sum of the rows of files by currency."""
    totals: dict[str, Tally] = defaultdict(Tally)
    for file in files:
        for row in file.rows:
            if row.kind is RowKind.ITEM and row.item is not None:
                totals[row.item.money.currency] += Tally(1, row.item.money.amount)
    return dict(totals)


def side_totals(
    side: Side,
    incoming: Mapping[str, Tally],
    items: Sequence[LedgerItem],
    outcomes: Mapping[LedgerItem, Outcome],
) -> tuple[SideTotals, ...]:
    """Return the proof of one side, a row for each currency in code order."""
    placed: dict[tuple[str, Status | None], Tally] = defaultdict(Tally)
    for item in items:
        outcome = outcomes.get(item)
        status = outcome.status if outcome else None
        placed[item.money.currency, status] += Tally(1, item.money.amount)
    currencies = sorted({*incoming, *(currency for currency, _ in placed)})
    return tuple(
        SideTotals(
            side=side,
            currency=currency,
            opening=Tally(),
            incoming=incoming.get(currency, Tally()),
            matched=placed[currency, Status.MATCHED],
            broken=placed[currency, Status.BREAK],
            excluded=placed[currency, Status.EXCLUDED],
            closing=placed[currency, None],
        )
        for currency in currencies
    )
