"""What two first digits and a length settle of a telephone number, to be looked up by columns.

Most numbers start in a way that leaves one reading: 03 in Germany has the prefix 0, whatever comes
behind. `UNCLEAR` stands where more of the number has to be seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import phonenumbers
import regex

from suitehouse.privacy.countries import NO_REGION
from suitehouse.privacy.numbering_plans import NumberingPlan, numbering_plan, plans_by_first_digits
from suitehouse.privacy.plain_numbers import Booleans, Integers, letters_of

UNCLEAR = -1
# The last stands for any region that has no plan.
REGIONS = (*sorted(phonenumbers.SUPPORTED_REGIONS), NO_REGION)
NO_PLAN = len(REGIONS) - 1
_STARTS = 100
# No text of digits that is longer is a number.
_LENGTHS = 32


@dataclass(frozen=True, slots=True)
class Reading:
    """How digits are read: by a region's plan, behind its calling code or as dialled inside.

    Attributes:
        code: + and the calling code.
        code_digits: How many digits the calling code takes of what is read.
        prefix_digits: By the first two digits behind: how many of them are prefix, or `UNCLEAR`.
        long_enough: By length: whether so many digits are enough behind a prefix.
        whole: By length: whether so many digits make a number.
    """

    code: str
    code_digits: int
    prefix_digits: list[int]
    long_enough: list[bool]
    whole: list[bool]


class PlanTables:
    """Answers for each number of a batch, from a table of the readings that there are in it.

    `places` are those of each number's reading in `codes`, its + and calling code.
    """

    def __init__(self, regions: Integers, has_code: Booleans) -> None:
        """Read each number by the plan of a region, by place in `REGIONS`."""
        kinds = regions * 2 + has_code
        present = _distinct(kinds)
        place_by_kind = np.zeros(2 * len(REGIONS), np.intp)
        place_by_kind[present] = range(len(present))
        self.places = place_by_kind[kinds]
        self._readings = [_reading(kind // 2, has_code=bool(kind % 2)) for kind in present]
        self.codes = [each.code for each in self._readings]

    def code_digits(self) -> Integers:
        """Return how many digits are the calling code."""
        return np.array([each.code_digits for each in self._readings], np.int32)[self.places]

    def prefix_digits(self, start: Integers) -> Integers:
        """Return how many digits are prefix, or `UNCLEAR`, by the two behind the calling code."""
        table = np.array([each.prefix_digits for each in self._readings], np.int32)
        return np.asarray(table.take(self.places * _STARTS + start))

    def is_long_enough(self, lengths: Integers) -> Booleans:
        """Return whether so many digits are enough behind a prefix."""
        return self._by_length([each.long_enough for each in self._readings], lengths)

    def is_whole(self, lengths: Integers) -> Booleans:
        """Return whether so many digits make a number."""
        return self._by_length([each.whole for each in self._readings], lengths)

    def _by_length(self, rows: list[list[bool]], lengths: Integers) -> Booleans:
        known = np.minimum(lengths, _LENGTHS - 1)
        return np.array(rows, np.bool_).take(self.places * _LENGTHS + known)


@cache
def regions_by_letters() -> Integers:
    """Return places in `REGIONS` by `letters_of`."""
    places = np.full(letters_of("\xff\xff") + 1, NO_PLAN, np.int16)
    places[[letters_of(region) for region in REGIONS]] = range(len(REGIONS))
    return places


@cache
def regions_by_first_digits() -> Integers:
    """Return by the first three digits behind a + the place of the region whose plan they have."""
    places = np.full(1000, NO_PLAN, np.int16)
    for digits, region in plans_by_first_digits().items():
        places[int(digits)] = REGIONS.index(region)
    return places


def are_reached_by_00(regions: Integers) -> Booleans:
    """Return whether 00 calls another country, by places in `REGIONS`."""
    is_reached = np.ones(len(REGIONS), np.bool_)
    for place in _distinct(regions):
        plan = numbering_plan(REGIONS[place])
        is_reached[place] = plan is None or plan.is_reached_by_00
    return is_reached[regions]


def _distinct(numbers: Integers) -> list[int]:
    """Return small numbers, each once: much faster than sorting them."""
    return np.flatnonzero(np.bincount(numbers)).tolist()


@cache
def _reading(place: int, *, has_code: bool) -> Reading:
    """Return a reading by a region's place; one in which nothing is a number without a plan."""
    plan = numbering_plan(REGIONS[place])
    if plan is None:
        nothing = [False] * _LENGTHS
        return Reading("", 0, [0] * _STARTS, nothing, nothing)
    return Reading(
        code=f"+{plan.calling_code}",
        code_digits=len(plan.calling_code) * has_code,
        prefix_digits=_prefix_digits(plan, has_code=has_code),
        long_enough=[plan.is_long_enough(length) for length in range(_LENGTHS)],
        whole=[length in plan.main.whole_lengths for length in range(_LENGTHS)],
    )


def _prefix_digits(plan: NumberingPlan, *, has_code: bool) -> list[int]:
    settled = _Starts(plan)
    return [
        UNCLEAR
        if not has_code and settled.is_code_or_abroad(start)
        else settled.prefix_digits(start)
        for start in (f"{number:02d}" for number in range(_STARTS))
    ]


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
