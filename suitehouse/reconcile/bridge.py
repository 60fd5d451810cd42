"""From what was invoiced to what the bank received: each total, and what lies between neighbours.

For each currency, every row of a side is either left out of all totals for one reason, or counts in
its side's totals; and every row that one total has and the next has not, or has otherwise, is in
one bucket of the step between them. Totals and buckets are added up apart: they have to agree.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from suitehouse.ledger.item import Side
from suitehouse.ledger.tally import Tally
from suitehouse.reconcile import bridge_steps as steps
from suitehouse.reconcile.bridge_items import place_items, read_tallies
from suitehouse.reconcile.bridge_rows import BUCKET_TYPES, BridgeRow, rows_of_bridge
from suitehouse.reconcile.control_totals import SideTotals
from suitehouse.reconcile.period import Period
from suitehouse.reconcile.store import ItemStore

_STAGES: Final = {
    "erp": "crm_invoices_to_erp",
    "processor": "crm_invoices_to_processor",
    "bank": "processor_payouts_to_bank",
}
_BUCKETS: Final = f"""
select step, currency, type, name, side, count(distinct item), sum(amount) from moves
group by step, currency, type, name, side
order by step, currency, list_position({[*BUCKET_TYPES]}, type), name, side
"""  # noqa: S608 - constants


@dataclass(frozen=True, slots=True)
class Bucket:
    """Rows that one total has and its neighbour has not, or has otherwise, for one reason.

    Attributes:
        type: `matched`, `break`, `excluded`, or `other` for what only the bridge tells apart.
        name: The kind of break or the reason; empty for `matched`.
        side: The system that alone shows the rows, between two systems; else empty.
        tally: How many rows, and what they add to the total before.
    """

    type: str
    name: str
    side: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class Total:
    """What one system shows for the period, or one of them after a deduction."""

    name: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class Step:
    """Two neighbouring totals in one currency and all that lies between them."""

    start: Total
    buckets: tuple[Bucket, ...]
    end: Total

    @property
    def foots(self) -> bool:
        """Whether the buckets lead from one total to the other, to the cent."""
        between = sum((bucket.tally for bucket in self.buckets), Tally())
        return self.start.tally.amount + between.amount == self.end.tally.amount


@dataclass(frozen=True, slots=True)
class Reading:
    """All rows of a side in one currency: those that count and those left out, by reason.

    Attributes:
        incoming: Counted apart from this, while the rows were read.
    """

    side: Side
    currency: str
    incoming: Tally
    left_out: Mapping[str, Tally]
    counted: Tally

    @property
    def foots(self) -> bool:
        """Whether every row either counts or is left out, in rows and in money."""
        return self.incoming == sum(self.left_out.values(), self.counted)


@dataclass(frozen=True, slots=True)
class Bridge:
    """The bridge of a period.

    Attributes:
        missing: Sides that no file was given for, in order of the bridge.
        unconnected: Sides with files that nothing leads to, since a side before them is missing.
        currencies: The steps by currency, in order.
    """

    period: Period
    missing: tuple[Side, ...]
    unconnected: tuple[Side, ...]
    currencies: Mapping[str, tuple[Step, ...]]
    readings: tuple[Reading, ...]
    store: ItemStore = field(repr=False, compare=False)

    def rows(self) -> Iterator[BridgeRow]:
        """Yield the rows behind each figure, and what each of them adds to it."""
        chain = next(iter(self.currencies.values()), ())
        totals = [*(step.start.name for step in chain[:1]), *(step.end.name for step in chain)]
        sides = [*dict.fromkeys(reading.side for reading in self.readings)]
        return rows_of_bridge(self.store, totals, sides)

    @property
    def foots(self) -> bool:
        """Whether each step foots, and every row read is in the bridge or left out."""
        chains = all(step.foots for chain in self.currencies.values() for step in chain)
        return chains and all(reading.foots for reading in self.readings)


def build_bridge(
    store: ItemStore,
    period: Period,
    decided: Mapping[str, Sequence[SideTotals]],
    with_files: Collection[Side],
) -> Bridge:
    """Return the bridge over what the reconciliations have decided.

    Args:
        store: Whose reconciliations are decided.
        period: The days that count.
        decided: The proof of each reconciliation that was done, by name.
        with_files: Sides that files were given for.
    """
    stages = {stage: name for stage, name in _STAGES.items() if name in decided}
    asked = (Side.ERP, Side.PROCESSOR, Side.BANK)
    currencies, readings = _built(store, period, stages, _incoming(decided)) if stages else ({}, ())
    return Bridge(
        period=period,
        missing=tuple(side for side in asked if side not in with_files),
        unconnected=tuple(side for side in asked if side in with_files and side not in stages),
        currencies=currencies,
        readings=readings,
        store=store,
    )


def _built(
    store: ItemStore,
    period: Period,
    stages: Mapping[str, str],
    incoming: Mapping[str, Mapping[str, Tally]],
) -> tuple[Mapping[str, tuple[Step, ...]], tuple[Reading, ...]]:
    homes = [*_homes(stages)]
    place_items(store, stages, homes, period)
    chain = steps.take_steps(store, stages)
    return _currencies(store, chain), _readings(store, incoming, [side for side, _ in homes])


def _incoming(decided: Mapping[str, Sequence[SideTotals]]) -> dict[str, dict[str, Tally]]:
    found: dict[str, dict[str, Tally]] = defaultdict(dict)
    for name in _STAGES.values():
        for totals in decided.get(name, ()):
            found[totals.side][totals.currency] = totals.incoming
    return found


def _homes(stages: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The sides of the bridge, each with the reconciliation that tells its repeats."""
    yield "crm", next(iter(stages))
    for stage in stages:
        yield stage, stage


def _currencies(store: ItemStore, chain: Sequence[str]) -> Mapping[str, tuple[Step, ...]]:
    totals: dict[str, dict[str, Tally]] = defaultdict(dict)
    for name in chain:
        for currency, count, amount in store.rows(f"{steps.POSITIONS[name]} group by currency"):
            totals[currency][name] = Tally(count, amount)
    buckets: dict[tuple[str, str], list[Bucket]] = defaultdict(list)
    for step, currency, kind, name, side, count, amount in store.rows(_BUCKETS):
        buckets[currency, step].append(Bucket(kind, name, side, Tally(count, amount)))
    found = sorted({*totals, *(currency for currency, _ in buckets)})
    return {
        currency: tuple(
            Step(
                Total(start, totals[currency].get(start, Tally())),
                tuple(buckets[currency, end]),
                Total(end, totals[currency].get(end, Tally())),
            )
            for start, end in pairwise(chain)
        )
        for currency in found
    }


def _readings(
    store: ItemStore, incoming: Mapping[str, Mapping[str, Tally]], sides: Sequence[str]
) -> tuple[Reading, ...]:
    found: dict[tuple[str, str], dict[str, Tally]] = defaultdict(dict)
    for side, currency, reason, count, amount in read_tallies(store):
        found[side, currency][reason] = Tally(count, amount)
    expected = {(side, currency) for side in sides for currency in incoming[side]}
    return tuple(
        Reading(
            side=Side(side),
            currency=currency,
            incoming=incoming[side].get(currency, Tally()),
            left_out={why: tally for why, tally in found[side, currency].items() if why},
            counted=found[side, currency].get("", Tally()),
        )
        for side, currency in sorted({*found, *expected}, key=lambda at: (sides.index(at[0]), at))
    )
