"""Which situations can hold at once on one invoice, and why the others cannot."""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations

import benchmarks.planting.situations as package
from benchmarks.planting.situation import Situation
from suitehouse.discovery import objects_in

Pair = tuple[str, str]
# What no aspect tells.
_IMPOSSIBLE: dict[Pair, str] = {}


@lru_cache(maxsize=1)
def situations() -> dict[str, Situation]:
    """Return {name: situation} of every file of the folder."""
    return objects_in(package)


@lru_cache(maxsize=1)
def possible_pairs() -> tuple[Pair, ...]:
    """Return the pairs that can hold at once, in name order."""
    return tuple(pair for pair in _pairs() if not impossible(pair))


def impossible_pairs() -> dict[Pair, str]:
    """Return {pair: why it cannot hold at once}."""
    return {pair: reason for pair in _pairs() if (reason := impossible(pair))}


def impossible(pair: Pair) -> str:
    """Return why two situations cannot hold at once; empty if they can."""
    if pair in _IMPOSSIBLE:
        return _IMPOSSIBLE[pair]
    one, other = (situations()[name] for name in pair)
    if both := one.decides & other.decides:
        return f"both decide {min(both)}"
    for first, second in ((one, other), (other, one)):
        if taken := first.decides & second.needs:
            return f"one decides {min(taken)}, the other stands on it"
    return _inexpressible(one, other)


def _inexpressible(one: Situation, other: Situation) -> str:
    if not set(one.erp) & set(other.erp):
        return "no ERP's format can express both"
    if not set(one.processors) & set(other.processors):
        return "no processor's format can express both"
    if one.currency and other.currency and one.currency != other.currency:
        return "the invoice has one currency"
    return ""


def _pairs() -> list[Pair]:
    names = (name for name, found in situations().items() if not found.is_alone)
    return list(combinations(names, 2))
