"""Which situations can hold at once on one invoice, and why the others cannot."""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations, product

import benchmarks.planting.situations as package
from benchmarks.planting.situation import Situation
from suitehouse.discovery import objects_in

Pair = tuple[str, str]
_ONE_CAUSE = "an amount typed wrong stands in the ERP alone, and hides every other cause there"
_NO_DOCUMENT = "there is no document that could differ"
_UNJUDGED = "a charge without an invoice is not judged, and without a charge there is no net"
# Kinds that no two situations plant on one invoice.
IMPOSSIBLE_KINDS: dict[Pair, str] = {
    ("amount_mismatch", "fx_difference"): _ONE_CAUSE,
    ("amount_mismatch", "missing_in_erp"): _NO_DOCUMENT,
    ("amount_mismatch", "tax_mismatch"): _ONE_CAUSE,
    ("dispute", "dispute_reversed"): "a dispute and its reversal are one break",
    ("customer_mismatch", "missing_in_erp"): _NO_DOCUMENT,
    ("dispute", "refund"): "what was given back whole leaves nothing to be disputed",
    ("dispute_reversed", "refund"): "what was given back whole leaves nothing to be disputed",
    ("fee_mismatch", "missing_in_processor"): _UNJUDGED,
    ("fx_difference", "missing_in_erp"): _NO_DOCUMENT,
    ("fx_difference", "tax_mismatch"): "taxes in two currencies cannot be compared",
    ("missing_in_erp", "tax_mismatch"): _NO_DOCUMENT,
    ("missing_in_erp", "timing"): _NO_DOCUMENT,
    ("missing_in_processor", "overpayment"): "nothing was charged, so not too much",
    ("partial_refund", "refund"): "a charge is given back in part or whole",
}


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
    one, other = (situations()[name] for name in pair)
    if both := one.decides & other.decides:
        return f"both decide {min(both)}"
    for first, second in ((one, other), (other, one)):
        if taken := first.decides & second.needs:
            return f"one decides {min(taken)}, the other stands on it"
    return _inexpressible(one, other)


def unplanted_kinds() -> set[Pair]:
    """Return the pairs of kinds, in name order, that stand on no invoice together."""
    found = situations()
    planted: set[frozenset[str]] = set()
    for one in found.values():
        planted.update(map(frozenset, combinations(one.kinds, 2)))
    for first, second in possible_pairs():
        planted.update(map(frozenset, product(found[first].kinds, found[second].kinds)))
    every = sorted({kind for one in found.values() for kind in one.kinds})
    return {pair for pair in combinations(every, 2) if frozenset(pair) not in planted}


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
