"""How telephone numbers are written in each region, out of the metadata of `phonenumbers`.

The library takes 17 µs and more a number, and compiles its patterns again and again. Numbering
plans are patterns and lengths: a calling code, a prefix for calls inside the region, the numbers in
use. What a plan cannot say is left to the library: prefixes by which a number is rewritten, as in
Argentina.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property

import phonenumbers

# The library's name for numbers of no country, such as +800.
NO_COUNTRY = "001"


class LeftToTheLibraryError(Exception):
    """A number is written in a way that plans do not settle."""


@dataclass(frozen=True)
class NumberingPlan:
    """The numbers of one region; each is a text of digits.

    Attributes:
        main_region: The region whose plan holds for the calling code, such as US for CA.
        abroad: Pattern of what is dialled before a foreign number.
        prefix: Pattern of what is dialled before a number inside the region; '' where nothing is.
        rewritten_group: The group of `prefix` with which the library rewrites a number; 0 for none.
        numbers: Pattern of the numbers that are in use, without prefix.
        lengths: Digits that numbers have, without prefix.
        whole_lengths: The same without numbers that only work inside an area.
    """

    region: str
    calling_code: str
    main_region: str
    abroad: str
    prefix: str
    rewritten_group: int
    numbers: str
    lengths: frozenset[int]
    whole_lengths: frozenset[int]

    @cached_property
    def is_reached_by_00(self) -> bool:
        """Whether 00 before any number calls another country."""
        calls = (re.match(self.abroad, f"00{start:02d}") for start in range(100))
        return all(call is not None and call.end() == len("00") for call in calls)

    @property
    def main(self) -> NumberingPlan:
        """The plan that holds for the calling code."""
        return numbering_plan(self.main_region) or self

    def e164(self, digits: str) -> str | None:
        """Return as E.164 what is dialled inside the region; None where it is no number.

        Raises:
            LeftToTheLibraryError: Only the library can tell.
        """
        call = re.match(self.abroad, digits)
        if call and not digits.startswith("0", call.end()):  # no calling code starts with 0
            raise LeftToTheLibraryError
        own = self.without_prefix(digits, any_length=False)
        if digits.startswith(self.calling_code):
            rest = self.without_prefix(digits[len(self.calling_code) :], any_length=True)
            is_code = self._is_in_use(rest) and not self._is_in_use(digits)
            if is_code or self.is_too_long(len(digits)):
                own = self.main.without_prefix(rest, any_length=False)
        return self.main.with_calling_code(own)

    def with_calling_code(self, own: str) -> str | None:
        """Return a number without prefix as E.164; None where it is none to call from anywhere."""
        return f"+{self.calling_code}{own}" if len(own) in self.whole_lengths else None

    def without_prefix(self, digits: str, *, any_length: bool) -> str:
        """Return the digits without prefix.

        A prefix stays where the number is in use with it and not without, and, but for
        `any_length`, where too little would be left.

        Raises:
            LeftToTheLibraryError: The library rewrites such numbers.
        """
        prefixed = self._prefix.match(digits)
        if prefixed is None:
            return digits
        if self.rewritten_group and prefixed[self.rewritten_group] is not None:
            raise LeftToTheLibraryError
        after = digits[prefixed.end() :]
        is_kept = self._is_in_use(digits) and not self._is_in_use(after)
        if is_kept or not (any_length or self.is_long_enough(len(after))):
            return digits
        return after

    def is_long_enough(self, digits: int) -> bool:
        """Whether so many digits may be a number, or are more than any has."""
        return digits in self.whole_lengths or self.is_too_long(digits)

    def is_too_long(self, digits: int) -> bool:
        """Whether these are more digits than any number of the region has."""
        return digits > max(self.lengths)

    @cached_property
    def _prefix(self) -> re.Pattern[str]:
        return re.compile(self.prefix or "(?!)")

    @cached_property
    def _in_use(self) -> re.Pattern[str]:
        return re.compile(self.numbers)

    def _is_in_use(self, digits: str) -> bool:
        return self._in_use.fullmatch(digits) is not None


@cache
def numbering_plan(region: str) -> NumberingPlan | None:
    """Return a region's plan; None where there is no such region."""
    found = phonenumbers.PhoneMetadata.metadata_for_region(region, None)
    if found is None or found.general_desc is None or found.country_code is None:
        return None
    numbers = found.general_desc
    prefix = _ascii(found.national_prefix_for_parsing or "")
    lengths = frozenset(numbers.possible_length)
    return NumberingPlan(
        region=region,
        calling_code=str(found.country_code),
        main_region=phonenumbers.region_code_for_country_code(found.country_code),
        abroad=_ascii(found.international_prefix or "00"),
        prefix=prefix,
        rewritten_group=re.compile(prefix).groups if found.national_prefix_transform_rule else 0,
        numbers=_ascii(numbers.national_number_pattern or ""),
        lengths=lengths,
        whole_lengths=lengths - set(numbers.possible_length_local_only),
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


def has_calling_code(digits: str) -> bool:
    """Whether what stands behind a + begins with the calling code of anything."""
    return not _calling_codes().isdisjoint((digits[:1], digits[:2], digits[:3]))


@cache
def _calling_codes() -> frozenset[str]:
    return frozenset(map(str, phonenumbers.COUNTRY_CODE_TO_REGION_CODE))


def _ascii(pattern: str) -> str:
    r"""A pattern without `\d`, which means the digits of all scripts and is costly to compile."""
    return pattern.replace(r"\d", "[0-9]")
