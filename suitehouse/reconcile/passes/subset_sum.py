"""One row and several of the other side that add up to it, of one party, with no number in common.

A bank books three payouts in one sum, a customer pays four invoices at once. The sum is exact, and
nothing else may fit: no other choice of rows, however many, and no other sum that needs one of
them. Beyond 24 candidates, or eight members, or where a sum proves little, rows stay open. What was
seen is left in `sum_targets`, `sum_choices` and `sum_parts` for suggestions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

import pyarrow as pa

from suitehouse.ledger.money import minor_units
from suitehouse.reconcile.neighbours import (
    count_neighbours,
    leave_crowded,
    list_neighbours,
)
from suitehouse.reconcile.store import ItemStore
from suitehouse.reconcile.subset_search import (
    MOST_CANDIDATES,
    MOST_MEMBERS,
    Fits,
    find_fits,
    is_telling,
)

_BATCH: Final = 1_000
# An amount of nothing fits everywhere, and one with a part of a smallest unit has no whole number.
_GATHERED: Final = """
create or replace table gathered as
    select o.item, o.half, concat_ws(chr(31), i.asked_in, k.key) as bucket, true as asks,
        i.compared, i."on", i.source_id, i.row_hash, i.file, i.line
    from open o join keys k using (item) join items i using (item)
    where k.form = form_named('party') and i.compared <> 0 and i.status <> 'void'
        and length(fraction(i.compared)) <= exponent(i.asked_in)
"""
# A sum that all candidates together cannot reach needs no search.
_TARGETS: Final = """
create or replace table targets as
    with gathered_candidates as (
        select n.item, any_value(t.asked_in) as currency, any_value(t.compared) as amount,
            list_sort(list(struct_pack(
                "on" := c."on", source_id := c.source_id, amount := c.compared,
                row_hash := c.row_hash, file := c.file, line := c.line,
                item := c.item
            ))) as candidates
        from near n join items t on n.item = t.item join items c on n.other = c.item
        group by n.item
        having count(*) between 2 and {most}
            and any_value(t.compared) between
                sum(least(c.compared, 0)) and sum(greatest(c.compared, 0))
    )
    select item, currency, amount,
        list_transform(candidates, lambda each: each.item) as others,
        list_transform(candidates, lambda each: each.amount) as amounts
    from gathered_candidates
"""
_READ: Final = "select item, currency, amount, others, amounts from targets"
# Rows that another sum could need as well are evidence for neither; a row with a twin, which has
# its amount, needs no sum.
_FOUND: Final = """
insert into found_many
    with involved as (
        select target, target as item from sum_targets
        union all select target, member from sum_parts
    ),
    contested as (
        select distinct target from involved
        where item in (select item from involved group by item having count(*) > 1)
    ),
    settled as (
        select c.target, c.member
        from sum_targets t join sum_choices c using (target)
        where t.fits = 1 and t.is_telling and t.target not in (select target from contested)
        qualify count(*) over (partition by c.target) between 2 and {most}
    ),
    twinned as (
        select s.target
        from settled s join gathered g on s.member = g.item
        join gathered h on g.bucket = h.bucket and g.compared = h.compared and h.half <> g.half
            and abs(h."on" - g."on") <= match_days()
    ),
    proven as (
        select * from settled
        where target not in (select target from twinned)
            and target not in (select target from settled where not ({condition}))
    ),
    members as (
        select target, member as item from proven
        union select target, target from proven
    )
    select min(m.item) filter (o.half = 0) over (partition by m.target), m.item
    from members m join open o using (item)
"""


@dataclass(frozen=True, slots=True)
class _Search:
    """A row that others add up to, with its candidates; all by their item numbers."""

    target: int
    others: Sequence[int]
    fits: Fits
    is_telling: bool

    @property
    def choices(self) -> Iterator[tuple[int, int]]:
        """The listed choices as pairs of a choice's number and a member."""
        for number, places in enumerate(self.fits.listed):
            yield from ((number, self.others[place]) for place in places)

    @property
    def parts(self) -> list[int]:
        """Every row that stands in some choice."""
        return [self.others[place] for place in self.fits.touched]


def subset_sum(store: ItemStore) -> None:
    """Find the groups of one row and two to eight of the other side that are its only exact sum."""
    find_sums(store, "true")


def find_sums(store: ItemStore, condition: str) -> None:
    """Put into `found_many` the sums that meet a condition in SQL, over `target` and `member`."""
    run = store.connection.execute
    run(_GATHERED)
    count_neighbours(store, "match_days()")
    leave_crowded(store, MOST_CANDIDATES)
    list_neighbours(store, MOST_CANDIDATES)
    run(_TARGETS.format(most=MOST_CANDIDATES))
    found = _searches(store.stream(store.value("select reconciliation()"), _READ))
    while batch := list(islice(found, _BATCH)):
        _record(store, batch)
    run(_FOUND.format(most=MOST_MEMBERS, condition=condition))


def _searches(rows: Iterable[tuple[Any, ...]]) -> Iterator[_Search]:
    for target, currency, amount, others, candidates in rows:
        amounts = [minor_units(each, currency) for each in candidates]
        fits = find_fits(minor_units(amount, currency), amounts)
        if fits.count:
            yield _Search(target, others, fits, is_telling(amounts))


def _record(store: ItemStore, found: Sequence[_Search]) -> None:
    choices = [(each.target, *choice) for each in found for choice in each.choices]
    parts = [(each.target, part) for each in found for part in each.parts]
    targets = [(each.target, each.fits.count, each.is_telling) for each in found]
    store.insert("sum_targets", _table(("target", "fits", "is_telling"), targets))
    store.insert("sum_choices", _table(("target", "choice", "member"), choices))
    store.insert("sum_parts", _table(("target", "member"), parts))


def _table(names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> pa.Table:
    columns = [list(column) for column in zip(*rows, strict=True)]
    return pa.table(dict(zip(names, columns, strict=True)))
