"""E.164 of a column of telephone numbers as far as their first digits and lengths settle it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from suitehouse.privacy.plain_numbers import Booleans, Integers, PlainNumbers
from suitehouse.privacy.plan_tables import (
    NO_PLAN,
    UNCLEAR,
    PlanTables,
    are_reached_by_00,
    regions_by_first_digits,
    regions_by_letters,
)

_LONGEST_CODE = 3
_ZEROS = 2


def by_first_digits(numbers: PlainNumbers) -> tuple[pl.Series, Booleans]:
    """Return each number as E.164, else its digits; and which numbers are not clear yet.

    The digits have a + in front where there is one, or a 00.
    """
    dialled = _dialled(numbers)
    tables = PlanTables(dialled.plans, dialled.has_code)
    before = dialled.skipped + tables.code_digits()
    own = numbers.lengths - before
    prefix = np.where(own > 1, tables.prefix_digits(numbers.leading(before, 2)), UNCLEAR)
    is_unclear = dialled.is_unclear | (prefix == UNCLEAR) & (dialled.plans != NO_PLAN)
    is_unclear &= numbers.lengths > 0
    prefix[prefix == UNCLEAR] = 0
    prefix *= tables.is_long_enough(own - prefix)
    is_whole = tables.is_whole(own - prefix) & ~is_unclear
    # In front of what is left: its calling code; else a + or nothing.
    head = np.where(is_whole, tables.places + 2, dialled.has_zeros | numbers.has_plus)
    cut = np.where(is_whole, before + prefix, _ZEROS * dialled.has_zeros)
    heads = pl.Series(["", "+", *tables.codes]).gather(head)
    parts = pl.DataFrame({"head": heads, "digits": numbers.texts, "cut": cut})
    return parts.select(pl.col("head") + pl.col("digits").str.slice("cut")).to_series(), is_unclear


@dataclass(frozen=True, slots=True)
class _Dialled:
    """How each number is dialled.

    Attributes:
        has_zeros: Whether the number starts with 00.
        skipped: How many digits only say that another country is called.
        plans: The region whose plan the number has, by place in `REGIONS`.
        has_code: Whether the calling code comes next.
        is_unclear: Whether there has to be a plan and is none, or 00 means something else.
    """

    has_zeros: Booleans
    skipped: Integers
    plans: Integers
    has_code: Booleans
    is_unclear: Booleans


def _dialled(numbers: PlainNumbers) -> _Dialled:
    regions = regions_by_letters()[numbers.regions]
    has_zeros = ~numbers.has_plus & (numbers.lengths >= _ZEROS) & (numbers.leading(0, _ZEROS) == 0)
    is_reached = are_reached_by_00(regions)
    skipped = _ZEROS * (has_zeros & is_reached)
    is_abroad = numbers.has_plus | (skipped > 0)
    # No calling code starts with 0.
    code = np.where(
        numbers.lengths - skipped >= _LONGEST_CODE, numbers.leading(skipped, _LONGEST_CODE), 0
    )
    plans = np.where(is_abroad, regions_by_first_digits()[code], regions)
    is_unclear = (has_zeros & ~is_reached) | (is_abroad & (plans == NO_PLAN))
    return _Dialled(has_zeros, skipped, plans, is_abroad, is_unclear)
