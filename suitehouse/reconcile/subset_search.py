"""Which choices of a few whole amounts add up to another one: exact, complete, bounded in steps.

The amounts are halved and the sums of each half are met (Horowitz and Sahni, 1974), so that 24 of
them take 4,096 look-ups and not sixteen million. No clock takes part: results are the same
everywhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from heapq import nsmallest
from math import comb
from operator import or_
from typing import Final

MOST_CANDIDATES: Final = 24
MOST_MEMBERS: Final = 8
LISTED: Final = 10
# A choice is taken for no accident if amounts of that size leave a hundred sums for each choice.
_SUMS_PER_CHOICE: Final = 100
_Order = tuple[int, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Fits:
    """The choices that add up to a target, as places in the sequence of amounts.

    Attributes:
        count: How many there are, of any number of amounts.
        listed: The first ten of them, the shortest first, then in the order of the amounts.
        touched: The places that stand in any of them, listed or not.
    """

    count: int
    listed: tuple[tuple[int, ...], ...]
    touched: tuple[int, ...]


def find_fits(target: int, amounts: Sequence[int]) -> Fits:
    """Return which choices of the amounts add up to the target; none of them is empty.

    Raises:
        ValueError: The target is nothing, or there are more than 24 amounts.
    """
    if not target or len(amounts) > MOST_CANDIDATES:
        raise ValueError("a target is not zero and has at most 24 candidates")
    half = len(amounts) // 2
    by_sum = _choices_by_sum(amounts[half:])
    unions: dict[int, int] = {}
    count, touched, listed = 0, 0, []
    for low, total in enumerate(_sums(amounts[:half])):
        gap = target - total
        if gap not in by_sum:
            continue
        if gap not in unions:
            unions[gap] = reduce(or_, by_sum[gap])
        count += len(by_sum[gap])
        touched |= low | unions[gap] << half
        listed += [low | high << half for high in by_sum[gap][:LISTED]]
    first = nsmallest(LISTED, listed, key=_order)
    return Fits(count, tuple(map(_places, first)), _places(touched))


def is_telling(amounts: Sequence[int]) -> bool:
    """Whether a sum of two to eight of the amounts can hardly be met by accident.

    Many amounts make so many sums that some choice adds up to nearly anything.
    """
    choices = sum(comb(len(amounts), size) for size in range(2, MOST_MEMBERS + 1))
    return choices * _SUMS_PER_CHOICE <= sum(map(abs, amounts))


def _sums(amounts: Sequence[int]) -> list[int]:
    """The sum of every choice; its place in the list, in binary, says which amounts it has."""
    sums = [0]
    for amount in amounts:
        sums += [total + amount for total in sums]
    return sums


def _choices_by_sum(amounts: Sequence[int]) -> Mapping[int, list[int]]:
    sums = _sums(amounts)
    found: dict[int, list[int]] = defaultdict(list)
    for choice in _in_order(len(amounts)):
        found[sums[choice]].append(choice)
    return found


@lru_cache(maxsize=MOST_CANDIDATES)
def _in_order(width: int) -> Sequence[int]:
    return sorted(range(1 << width), key=_order)


def _order(choice: int) -> _Order:
    return choice.bit_count(), _places(choice)


def _places(choice: int) -> tuple[int, ...]:
    return tuple(place for place in range(choice.bit_length()) if choice >> place & 1)
