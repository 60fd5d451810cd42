"""How telephone numbers are written in each region, out of the metadata of `phonenumbers`.

The library takes 17 µs and more a number. Numbering plans are patterns and lengths, which polars
can apply to a column: a calling code, a prefix for calls inside the region, the numbers in use.
What a plan cannot say is left to the library: prefixes by which a number is rewritten, as in
Argentina.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import phonenumbers
import polars as pl

# The library's name for numbers of no country, such as +800.
NO_COUNTRY = "001"


@dataclass(frozen=True, slots=True)
class NumberingPlan:
    """The numbers of one region.

    Attributes:
        main: The region whose plan holds for the calling code, such as US for CA.
        abroad: Pattern of what is dialled before a foreign number.
        prefix: Pattern of what is dialled before a number inside the region; '' where nothing is.
        rewritten_group: The group of `prefix` with which the library rewrites a number; 0 for none.
        numbers: Pattern of the numbers that are in use, without prefix.
        lengths: Digits that numbers have, without prefix.
        local_lengths: Digits of numbers that only work inside an area.
    """

    region: str
    calling_code: str
    main: str
    abroad: str
    prefix: str
    rewritten_group: int
    numbers: str
    lengths: tuple[int, ...]
    local_lengths: tuple[int, ...]

    @property
    def is_reached_by_00(self) -> bool:
        """Whether 00 before any number calls another country."""
        calls = (re.match(self.abroad, f"00{start:02d}") for start in range(100))
        return all(call is not None and call.end() == len("00") for call in calls)

    def is_whole(self, digits: pl.Series) -> pl.Series:
        """Whether these are the digits of a number that can be called from anywhere."""
        whole = sorted(set(self.lengths) - set(self.local_lengths))
        return digits.str.len_bytes().is_in(whole)

    def is_too_long(self, digits: pl.Series) -> pl.Series:
        """Whether these are more digits than any number of the region has."""
        return digits.str.len_bytes() > max(self.lengths)

    def is_in_use(self, digits: pl.Series) -> pl.Series:
        """Whether these are the digits of a number that somebody may have."""
        return digits.str.contains(f"^(?:{self.numbers})$")

    def without_prefix(self, digits: pl.Series, *, any_length: bool) -> pl.Series:
        """Return the digits without prefix; NULL where only the library can tell.

        A prefix stays where the number is in use with it and not without, and, but for
        `any_length`, where too little would be left.
        """
        prefixed = self._has_prefix(digits).arg_true()
        if prefixed.is_empty():
            return digits
        before = digits.gather(prefixed)
        after = self._cut(before)
        is_kept = self.is_in_use(before)
        if is_kept.any():
            is_kept &= ~self.is_in_use(after)
        if not any_length:
            is_kept |= ~(self.is_whole(after) | self.is_too_long(after))
        after = before.zip_with(is_kept, after) if is_kept.any() else after
        if self.rewritten_group:
            is_left = before.str.extract(f"^(?:{self.prefix})", self.rewritten_group).is_not_null()
            after = after.set(is_left, None)
        return digits.clone().scatter(prefixed, after)

    def _has_prefix(self, digits: pl.Series) -> pl.Series:
        if not self.prefix:
            return pl.repeat(value=False, n=len(digits), eager=True)
        if self.prefix.isdigit():
            return digits.str.starts_with(self.prefix).fill_null(value=False)
        return digits.str.contains(f"^(?:{self.prefix})").fill_null(value=False)

    def _cut(self, prefixed: pl.Series) -> pl.Series:
        if self.prefix.isdigit():
            return prefixed.str.slice(len(self.prefix))
        return prefixed.str.replace(f"^(?:{self.prefix})", "")


@cache
def numbering_plan(region: str) -> NumberingPlan | None:
    """Return a region's plan; None where there is no such region."""
    found = phonenumbers.PhoneMetadata.metadata_for_region(region, None)
    if found is None or found.general_desc is None or found.country_code is None:
        return None
    numbers = found.general_desc
    prefix = _ascii(found.national_prefix_for_parsing or "")
    return NumberingPlan(
        region=region,
        calling_code=str(found.country_code),
        main=phonenumbers.region_code_for_country_code(found.country_code),
        abroad=_ascii(found.international_prefix or "00"),
        prefix=prefix,
        rewritten_group=re.compile(prefix).groups if found.national_prefix_transform_rule else 0,
        numbers=_ascii(numbers.national_number_pattern or ""),
        lengths=tuple(numbers.possible_length),
        local_lengths=tuple(numbers.possible_length_local_only),
    )


@cache
def plans_by_first_digits() -> dict[str, str]:
    """Return by the first three digits behind a + the region whose plan the number is read by.

    Numbers of no country, such as +800, are not among them.
    """
    regions = phonenumbers.COUNTRY_CODE_TO_REGION_CODE
    return {
        digits: regions[code][0]
        for first in range(100, 1000)
        for code in (first // 100, first // 10, first)
        if code in regions and regions[code][0] != NO_COUNTRY
        for digits in [str(first)]
    }


def _ascii(pattern: str) -> str:
    r"""A pattern without `\d`, which means the digits of all scripts and is costly to compile."""
    return pattern.replace(r"\d", "[0-9]")
