"""The proof: for each side and currency, opening + in = matched + broken + excluded + closing.

What came in is counted from the files' rows and by the warehouse, before and apart from matching;
what became of it is added up from the outcomes. A row lost, doubled or changed does not foot, and
neither does one without an outcome: as long as nothing is carried over, closing has to be nil.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from suitehouse.ledger.export_file import ExportFile
from suitehouse.ledger.item import Side
from suitehouse.ledger.tally import Tally
from suitehouse.reconcile.outcome import Status
from suitehouse.reconcile.store import ItemStore


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
    """Return count and sum of the items of files by currency, as counted while reading."""
    totals: dict[str, Tally] = defaultdict(Tally)
    for file in files:
        for currency, tally in file.totals.items():
            totals[currency] += tally
    return dict(totals)


_PLACED: Final = """
select i.currency, f.status, count(*), sum(i.amount)
from scope i left join fate f using (item)
where i.side = $1 group by i.currency, f.status
"""


def side_totals(
    side: Side, incoming: Mapping[str, Tally], store: ItemStore, reconciliation: str
) -> tuple[SideTotals, ...]:
    """Return the proof of one side, a row for each currency in code order."""
    store.enter(reconciliation)
    placed: dict[tuple[str, str | None], Tally] = defaultdict(Tally)
    for currency, outcome, count, amount in store.rows(_PLACED, [side.value]):
        placed[currency, outcome] = Tally(count, Decimal(amount))
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
