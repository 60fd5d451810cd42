"""Numbering plans give what the library gives, however a number is written."""

from __future__ import annotations

import phonenumbers
import polars as pl
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from suitehouse.privacy.countries import NO_REGION
from suitehouse.privacy.e164 import by_library
from suitehouse.privacy.normalisation import normal_form

REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)
KINDS = [
    phonenumbers.PhoneNumberType.FIXED_LINE,
    phonenumbers.PhoneNumberType.MOBILE,
    phonenumbers.PhoneNumberType.TOLL_FREE,
]
regions = st.sampled_from([*REGIONS, NO_REGION])


@st.composite
def own_digits(draw: st.DrawFn) -> tuple[str, str]:
    """A region and the digits behind its calling code: an example, with some of them changed."""
    region = draw(st.sampled_from(REGIONS))
    example = phonenumbers.example_number_for_type(region, draw(st.sampled_from(KINDS)))
    digits = phonenumbers.national_significant_number(
        example or phonenumbers.example_number(region)
    )
    kept = draw(st.integers(1, len(digits)))
    changed = draw(st.text("0123456789", max_size=len(digits) - kept + 1))
    return region, digits if draw(st.booleans()) else digits[:kept] + changed


@st.composite
def dialled(draw: st.DrawFn) -> tuple[str, str]:
    """A number in digits, and where it is dialled."""
    region, digits = draw(own_digits())
    code = str(phonenumbers.country_code_for_region(region))
    prefix = phonenumbers.ndd_prefix_for_region(region, strip_non_digits=True) or ""
    starts = ["", prefix, "+" + code, "00" + code, "011" + code, code, code + prefix]
    start = draw(st.sampled_from([*starts, "+" + code + prefix, "+", "000", "00", "0"]))
    return start + digits, draw(st.just(region) | regions)


@settings(max_examples=300, deadline=None)
@given(st.lists(dialled(), min_size=1, max_size=30))
def test_e164_is_that_of_the_library(pairs: list[tuple[str, str]]) -> None:
    made = normal_form("phone", pl.Series([region + number for number, region in pairs]))

    assert made.to_list() == [by_library(*pair) or _in_digits(pair[0]) for pair in pairs]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(REGIONS), st.sampled_from(KINDS), st.data())
def test_however_a_number_is_written_it_is_the_librarys(
    region: str, kind: int, data: st.DataObject
) -> None:
    number = phonenumbers.example_number_for_type(region, kind)
    number = number or phonenumbers.example_number(region)
    expected = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    style = data.draw(
        st.sampled_from(
            [
                phonenumbers.PhoneNumberFormat.E164,
                phonenumbers.PhoneNumberFormat.INTERNATIONAL,
                phonenumbers.PhoneNumberFormat.NATIONAL,
            ]
        )
    )
    written = phonenumbers.format_number(number, style)
    filling = data.draw(st.sampled_from([" ", ".", " - ", " / ", "\u2013", "\u00a0"]))
    end = data.draw(st.sampled_from(["", " ext. 12", " x9", " Durchwahl 123", "#4"]))
    digits = written.replace("-", " ").replace(" ", filling) + end
    if style == phonenumbers.PhoneNumberFormat.NATIONAL:
        read = phonenumbers.parse(written, region)
        expected = phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.E164)

    made = normal_form("phone", pl.Series([region + digits]))

    assert made.to_list() == [expected]


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.tuples(regions, st.text() | st.text("0123456789+() -./x#ab\u0660", max_size=40)))
)
def test_no_text_is_refused_and_none_becomes_null(pairs: list[tuple[str, str]]) -> None:
    placed = pl.Series([region + text for region, text in pairs], dtype=pl.String)

    assert normal_form("phone", placed).null_count() == 0


@settings(max_examples=200, deadline=None)
@given(own_digits(), regions)
def test_a_valid_number_in_e164_is_the_same_number_from_anywhere(
    own: tuple[str, str], elsewhere: str
) -> None:
    region, digits = own
    number = "+" + str(phonenumbers.country_code_for_region(region)) + digits
    made = by_library(number, region)
    assume(made is not None and phonenumbers.is_valid_number(phonenumbers.parse(made)))

    again = normal_form("phone", pl.Series([f"{elsewhere}{made}"]))

    assert again.to_list() == [made]


def _in_digits(number: str) -> str:
    """What stands for a number that is none."""
    return "+" + number[2:] if number.startswith("00") else number
