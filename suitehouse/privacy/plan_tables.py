"""What two first digits and a length settle of a telephone number, to be looked up by columns.

Most numbers start in a way that leaves one reading: 03 in Germany has the prefix 0, whatever comes
behind. `UNCLEAR` stands where more of the number has to be seen.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain
from typing import TypeVar

import polars as pl
import regex

from suitehouse.privacy.numbering_plans import NumberingPlan, numbering_plan

T = TypeVar("T")
UNCLEAR = -1
BEHIND_CODE = "+"
STARTS = 100
# No text of digits that is longer is a number.
LENGTHS = 32


@dataclass(frozen=True)
class Reading:
    """How digits are read: by a region's plan, behind its calling code or as dialled inside."""

    plan: NumberingPlan
    has_code: bool

    @cached_property
    def cuts(self) -> list[int]:
        """By the first two digits: how many of them are prefix, or `UNCLEAR`."""
        settled = _Starts(self.plan)
        return [
            UNCLEAR
            if not self.has_code and settled.is_code_or_abroad(start)
            else settled.prefix_digits(start)
            for start in (f"{number:02d}" for number in range(STARTS))
        ]

    @cached_property
    def long_enough(self) -> list[bool]:
        """By length: whether so many digits are enough behind a prefix."""
        return [self.plan.is_long_enough(length) for length in range(LENGTHS)]

    @cached_property
    def whole(self) -> list[bool]:
        """By length: whether so many digits make a number."""
        return [length in self.plan.main.whole_lengths for length in range(LENGTHS)]


class PlanTables:
    """Tables of some readings, one behind the other: row `place * width + what is looked up`."""

    def __init__(self, readings: Iterable[Reading]) -> None:
        self._readings = list(readings)

    def calling_code(self) -> pl.Series:
        """`+` and calling code, by place."""
        return pl.Series([f"+{each.plan.calling_code}" for each in self._readings], dtype=pl.String)

    def code_digits(self) -> pl.Series:
        """How many digits the calling code takes of what is read, by place."""
        lengths = [len(each.plan.calling_code) * each.has_code for each in self._readings]
        return pl.Series(lengths, dtype=pl.UInt8)

    def prefix_digits(self) -> pl.Series:
        """How many digits are prefix, by place and the first two behind the calling code."""
        return pl.Series(_flat(each.cuts for each in self._readings), dtype=pl.Int8)

    def is_long_enough(self) -> pl.Series:
        """Whether so many digits are enough behind a prefix, by place and length."""
        return pl.Series(_flat(each.long_enough for each in self._readings), dtype=pl.Boolean)

    def is_whole(self) -> pl.Series:
        """Whether so many digits make a number, by place and length."""
        return pl.Series(_flat(each.whole for each in self._readings), dtype=pl.Boolean)


def _flat(rows: Iterable[list[T]]) -> list[T]:
    return list(chain.from_iterable(rows))


@cache
def reading(name: str) -> Reading:
    """Return a reading by name: a region that has a plan, behind `BEHIND_CODE` or not."""
    plan = numbering_plan(name.removeprefix(BEHIND_CODE))
    if plan is None:
        raise KeyError(name)
    return Reading(plan, name.startswith(BEHIND_CODE))


class _Starts:
    """What is certain of all numbers that start with two given digits.

    `regex` can tell, unlike `re`, whether a text is the start of anything that a pattern matches.
    """

    def __init__(self, plan: NumberingPlan) -> None:
        self._plan = plan
        self._prefix = regex.compile(plan.prefix or "(?!)")
        self._numbers = regex.compile(plan.numbers)
        self._abroad = regex.compile(plan.abroad)

    def is_code_or_abroad(self, start: str) -> bool:
        """Whether such a number may start with the calling code, or with what calls abroad."""
        code = self._plan.calling_code
        is_code = code.startswith(start) or start.startswith(code)
        is_abroad = self._abroad.match(start) or self._abroad.fullmatch(start, partial=True)
        return is_code or is_abroad is not None

    def prefix_digits(self, start: str) -> int:
        longer = (f"{start}{digit}" for digit in range(10))
        if any(self._prefix.fullmatch(each, partial=True) for each in longer):
            return UNCLEAR
        prefixed = self._prefix.match(start)
        if prefixed is None:
            return 0
        may_be_kept = self._numbers.fullmatch(start, partial=True) is not None
        group = self._plan.rewritten_group
        is_rewritten = bool(group) and prefixed[group] is not None
        return UNCLEAR if may_be_kept or is_rewritten else int(prefixed.end())
