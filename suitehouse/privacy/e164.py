"""Telephone numbers as E.164: `+`, calling code and number, the same however they are written.

`0471 998877` in Italy and `+39 0471 998877` are one number. Which country a number without one is
of has to be said, as a region; nothing is guessed. What is no possible number there has no E.164.
The result is that of `phonenumbers`. Most numbers of a batch are settled at once, by their first
digits; the rest one by one, and the library only sees what the numbering plans cannot say.
"""

from __future__ import annotations

from traceback import clear_frames

import numpy as np
import phonenumbers
import polars as pl

from suitehouse.privacy.countries import NO_REGION
from suitehouse.privacy.first_digits import by_first_digits
from suitehouse.privacy.numbering_plans import (
    LeftToTheLibraryError,
    has_calling_code,
    numbering_plan,
    plans_by_first_digits,
)
from suitehouse.privacy.plain_numbers import PlainNumbers
from suitehouse.privacy.plan_tables import REGIONS, regions_by_letters

_POSSIBLE = phonenumbers.ValidationResult.IS_POSSIBLE
# What a company spells out to be dialled; any other number with letters in it is a remark.
_SPELLED_OUT = {
    phonenumbers.PhoneNumberType.TOLL_FREE,
    phonenumbers.PhoneNumberType.SHARED_COST,
    phonenumbers.PhoneNumberType.PREMIUM_RATE,
}


def e164(numbers: PlainNumbers) -> pl.Series:
    """Return each number as E.164; where it is none, its digits, with a + for a leading 00."""
    made, is_unclear = by_first_digits(numbers)
    is_unclear[numbers.odd] = False
    unclear = np.flatnonzero(is_unclear)
    found = [
        _one_by_one("+" * has_plus + digits, REGIONS[region]) or known
        for digits, has_plus, region, known in zip(
            numbers.texts.gather(unclear),
            numbers.has_plus[unclear].tolist(),
            regions_by_letters()[numbers.regions[unclear]],
            made.gather(unclear),
            strict=True,
        )
    ]
    return made.scatter(unclear, pl.Series(found, dtype=pl.String))


def by_library(number: str, region: str) -> str | None:
    """Return one number as E.164 by the library; None where it is none.

    00 is dialled before foreign numbers where the region does not say otherwise.
    """
    plan = numbering_plan(region)
    found = None
    if plan is not None or number.startswith("+"):
        found = _parsed(number, None if plan is None else region)
    if found is None and number.startswith("00"):
        found = _parsed("+" + number[2:], None)
    return found


def spelled_out(text: str, region: str) -> str | None:
    """Return a number with letters for digits as E.164; None where companies have no such one."""
    try:
        found = phonenumbers.parse(text, None if region == NO_REGION else region)
    except phonenumbers.NumberParseException as error:
        clear_frames(error.__traceback__)  # as below
        return None
    if phonenumbers.number_type(found) not in _SPELLED_OUT:
        return None
    return str(phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164))


def _parsed(number: str, region: str | None) -> str | None:
    try:
        found = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException as error:
        # The library keeps the error in a frame of its own: a circle that holds the whole batch.
        clear_frames(error.__traceback__)
        return None
    if phonenumbers.is_possible_number_with_reason(found) != _POSSIBLE:
        return None
    return str(phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164))


def _one_by_one(number: str, region: str) -> str | None:
    try:
        return _by_plan(number, region)
    except LeftToTheLibraryError:
        return by_library(number, region)


def _by_plan(number: str, region: str) -> str | None:
    if number.startswith("+"):
        return _behind_plus(number[1:])
    plan = numbering_plan(region)
    has_zeros = number.startswith("00")
    calls_abroad = has_zeros and not number.startswith("000")  # no calling code starts with 0
    if plan is not None and not (calls_abroad and plan.is_reached_by_00):
        found = plan.e164(number)
        if found is not None:
            return found
    return _behind_plus(number[2:]) if has_zeros and has_calling_code(number[2:]) else None


def _behind_plus(digits: str) -> str | None:
    plan = numbering_plan(plans_by_first_digits().get(digits[:3], NO_REGION))
    if plan is None:
        raise LeftToTheLibraryError
    own = plan.without_prefix(digits[len(plan.calling_code) :], any_length=False)
    return plan.with_calling_code(own)
