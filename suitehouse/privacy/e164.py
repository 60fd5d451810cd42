"""Telephone numbers as E.164: `+`, calling code and number, the same however they are written.

`0471 998877` in Italy and `+39 0471 998877` are one number. Which country a number without one is
of has to be said, as a region; nothing is guessed. What is no possible number there has no E.164.
The result is that of `phonenumbers`, which only sees what the numbering plans do not settle.
"""

from __future__ import annotations

from collections.abc import Iterator

import phonenumbers
import polars as pl

from suitehouse.privacy.countries import NO_REGION
from suitehouse.privacy.numbering_plans import (
    NumberingPlan,
    numbering_plan,
    plans_by_first_digits,
)

_POSSIBLE = phonenumbers.ValidationResult.IS_POSSIBLE
# What a company spells out to be dialled; any other number with letters in it is a remark.
_SPELLED_OUT = {
    phonenumbers.PhoneNumberType.TOLL_FREE,
    phonenumbers.PhoneNumberType.SHARED_COST,
    phonenumbers.PhoneNumberType.PREMIUM_RATE,
}
_LEFT = "left to the library"
# A plan takes as long for one number as the library does for so many.
_FEW = 100


def e164(numbers: pl.Series, regions: pl.Series) -> pl.Series:
    """Return each number as E.164; NULL where it is none.

    Args:
        numbers: Digits with or without a leading + or 00.
        regions: ISO codes of where each number would be dialled as it is; `NO_REGION` where nobody
            knows.
    """
    inside, abroad = _parted(numbers, regions)
    done = [*_by_plan(inside, has_code=False), *_by_plan(abroad, has_code=True)]
    if not done:
        return pl.Series("e164", [], dtype=pl.String)
    made = pl.concat(done).sort("at")
    left = made["is_left"].arg_true()
    if left.is_empty():
        return made["e164"]
    pairs = zip(numbers.gather(left), regions.gather(left), strict=True)
    found = [by_library(number, region) for number, region in pairs]
    return made["e164"].scatter(left, pl.Series(found, dtype=pl.String))


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
    except phonenumbers.NumberParseException:
        return None
    if phonenumbers.number_type(found) not in _SPELLED_OUT:
        return None
    return str(phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164))


def _parsed(number: str, region: str | None) -> str | None:
    try:
        found = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return None
    if phonenumbers.is_possible_number_with_reason(found) != _POSSIBLE:
        return None
    return str(phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164))


def _parted(numbers: pl.Series, regions: pl.Series) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What is dialled inside a region, and what from anywhere, with the digits behind the +.

    Each with the region by whose plan it is to be read.
    """
    frame = pl.DataFrame({"number": numbers, "plan": regions}).with_row_index("at")
    zeros = numbers.str.starts_with("00")
    if zeros.any() and (others := _not_reached_by_00(regions)):
        is_unclear = zeros & regions.is_in(others)
        frame = frame.with_columns(plan=pl.when(~is_unclear).then("plan").otherwise(pl.lit(_LEFT)))
        zeros &= ~is_unclear
    is_international = zeros | numbers.str.starts_with("+")
    inside = frame.filter(~is_international).select("at", "plan", digits="number")
    abroad = frame.filter(is_international)
    sign = abroad.select(pl.when(pl.col("number").str.starts_with("+")).then(1).otherwise(2))
    digits = pl.col("number").str.slice(sign.to_series())
    abroad = abroad.select("at", digits=digits)
    first = abroad["digits"].str.head(3)
    plan = first.replace_strict(plans_by_first_digits(), default=_LEFT, return_dtype=pl.String)
    return inside, abroad.select("at", "digits", plan=plan)


def _by_plan(frame: pl.DataFrame, *, has_code: bool) -> Iterator[pl.DataFrame]:
    is_rare = pl.len().over("plan") < _FEW
    plan = pl.when(is_rare).then(pl.lit(_LEFT)).otherwise("plan")
    parts = frame.with_columns(plan=plan).partition_by("plan", as_dict=True)
    for (region,), group in parts.items():
        yield _group(group, str(region), has_code=has_code)


def _group(group: pl.DataFrame, region: str, *, has_code: bool) -> pl.DataFrame:
    """The E.164 of numbers that are read by one plan; `is_left` marks those it cannot read."""
    plan = numbering_plan(region)
    if plan is None:
        nothing = pl.lit(None, dtype=pl.String)
        return group.select("at", e164=nothing, is_left=pl.lit(region == _LEFT))
    digits = group["digits"]
    if has_code:
        rest = digits.str.slice(len(plan.calling_code))
        own = plan.without_prefix(rest, any_length=False)
    else:
        own = _dialled_inside(digits, plan)
    main = numbering_plan(plan.main) or plan
    e164 = pl.when(main.is_whole(own)).then(pl.lit("+" + plan.calling_code) + own)
    return group.select("at", e164=e164, is_left=own.is_null())


def _dialled_inside(digits: pl.Series, plan: NumberingPlan) -> pl.Series:
    """The digits behind the calling code of what is dialled inside the region."""
    own = plan.without_prefix(digits, any_length=False)
    coded = digits.str.starts_with(plan.calling_code).arg_true()
    if not coded.is_empty():
        own = own.clone().scatter(coded, _with_calling_code(digits[coded], own[coded], plan))
    if plan.abroad != "00":  # which was taken for a + before
        own = own.set(digits.str.contains(f"^(?:{plan.abroad})"), None)
    return own


def _with_calling_code(coded: pl.Series, own: pl.Series, plan: NumberingPlan) -> pl.Series:
    """The digits behind a calling code without +, or `own` where the number itself starts so."""
    main = numbering_plan(plan.main) or plan
    rest = plan.without_prefix(coded.str.slice(len(plan.calling_code)), any_length=True)
    is_code = (~plan.is_in_use(coded) & plan.is_in_use(rest)) | plan.is_too_long(coded)
    found = main.without_prefix(rest, any_length=False).zip_with(
        is_code.fill_null(value=False), own
    )
    return found.set(rest.is_null(), None)


def _not_reached_by_00(regions: pl.Series) -> list[str]:
    plans = (numbering_plan(region) for region in regions.unique())
    return [plan.region for plan in plans if plan is not None and not plan.is_reached_by_00]
