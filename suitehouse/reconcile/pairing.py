"""Pairing by shared keys without ever choosing: what the evidence does not settle stays unpaired.

Keys may connect several items of both sides into one cluster. One item on each side is a pair. In a
larger cluster amount, currency and date must single out a partner, or amount and currency alone;
rows that are alike stay unpaired, whatever order they came in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from suitehouse.ledger.item import LedgerItem, Side
from suitehouse.reconcile.outcome import MatchGroup

KeysOf = Callable[[LedgerItem], Collection[str]]


@dataclass(slots=True)
class Cluster:
    """Items of both sides that keys connect."""

    crm: list[LedgerItem] = field(default_factory=list)
    other: list[LedgerItem] = field(default_factory=list)

    def add(self, item: LedgerItem) -> None:
        """Put an item on its side."""
        (self.crm if item.side is Side.CRM else self.other).append(item)


def pair_by_keys(
    crm: Sequence[LedgerItem], other: Sequence[LedgerItem], keys_of: KeysOf
) -> list[MatchGroup]:
    """Return the pairs that shared keys settle; items without a key take no part."""
    pairs = [
        pair
        for cluster in _clusters([*crm, *other], keys_of)
        if cluster.crm and cluster.other
        for pair in _settled(cluster)
    ]
    return sorted(pairs, key=lambda pair: pair.crm[0].content_key)


def group_by_key(
    items: Iterable[LedgerItem], key_of: Callable[[LedgerItem], Iterable[Hashable]]
) -> dict[Hashable, Cluster]:
    """Return the items of both sides under each key they have."""
    groups: dict[Hashable, Cluster] = defaultdict(Cluster)
    for item in items:
        for key in key_of(item):
            groups[key].add(item)
    return groups


def _clusters(items: Sequence[LedgerItem], keys_of: KeysOf) -> Iterable[Cluster]:
    keys = {item: sorted(set(keys_of(item)) - {""}) for item in items}
    root_of = _connect(keys.values())
    groups = group_by_key(items, lambda item: [root_of(key) for key in keys[item][:1]])
    return groups.values()


def _connect(key_sets: Iterable[Sequence[str]]) -> Callable[[str], str]:
    parent: dict[str, str] = {}

    def root_of(key: str) -> str:
        while parent.setdefault(key, key) != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    for keys in key_sets:
        for key in keys[1:]:
            parent[root_of(key)] = root_of(keys[0])
    return root_of


def _settled(cluster: Cluster) -> Iterator[MatchGroup]:
    if len(cluster.crm) == len(cluster.other) == 1:
        yield MatchGroup(tuple(cluster.crm), tuple(cluster.other))
        return
    rest = cluster.crm + cluster.other
    for evidence in (_amount_and_day, _amount):
        pairs = list(_unique_pairs(rest, evidence))
        yield from pairs
        taken = {item for pair in pairs for item in pair.items}
        rest = [item for item in rest if item not in taken]


def _unique_pairs(
    items: Sequence[LedgerItem], evidence: Callable[[LedgerItem], list[Hashable]]
) -> Iterator[MatchGroup]:
    for group in group_by_key(items, evidence).values():
        if len(group.crm) == len(group.other) == 1:
            yield MatchGroup(tuple(group.crm), tuple(group.other))


def _amount_and_day(item: LedgerItem) -> list[Hashable]:
    return [(item.compared, item.on)]


def _amount(item: LedgerItem) -> list[Hashable]:
    return [item.compared]
