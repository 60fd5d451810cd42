"""Masking takes short ways: distinct values only, and few steps for what is written plainly.

Beside it stands the long way, value by value, out of Python's own re, unicodedata and hmac.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Callable

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from suitehouse.contracts.model import Column, TableContract
from suitehouse.privacy.countries import NO_REGION
from suitehouse.privacy.e164 import by_library
from suitehouse.privacy.keys import MaskingKey
from suitehouse.privacy.masking import Masker

KEY = MaskingKey(bytes(range(32)))
MASKER = Masker(KEY)
# Unicode's white space, of which Python's `\s` and `strip` know four control characters more.
WHITE = "\t\n\x0b\x0c\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
FILLING = rf"[{WHITE}().\-/\u2010-\u2015]"
EXTENSION = re.compile(
    rf"[{WHITE},;]*(?:ext(?:ension|n)?|x|durchwahl|dw|#)[{WHITE}.:]*[0-9]{{1,6}}[{WHITE}]*\Z",
    re.IGNORECASE,
)
NUMBER = re.compile(
    rf"\A{FILLING}*(?:\+{FILLING}*)?[0-9](?:[0-9]|{FILLING})*(?:{EXTENSION.pattern}|\Z)",
    re.IGNORECASE,
)
KEEPS_ZERO = re.compile(rf"\A[{WHITE}]*(?:\+|00)[{WHITE}.\-]*39")
TRUNK_ZERO = re.compile(rf"\A([{WHITE}]*(?:\+|00)[0-9{WHITE}.\-]*)\(0\)")


def plain_text(value: str) -> str:
    return trimmed(unicodedata.normalize("NFKC", value))


def plain_email(value: str) -> str:
    return trimmed(folded(unicodedata.normalize("NFKC", value)))


def trimmed(value: str) -> str:
    return re.sub(rf"\A[{WHITE}]+|[{WHITE}]+\Z", "", value)


def plain_name(value: str) -> str:
    spaced = re.sub(rf"[{WHITE}]+", " ", unicodedata.normalize("NFKC", value))
    return folded(spaced).strip(" ")


def plain_phone(value: str) -> str:
    text = unicodedata.normalize("NFKC", value)
    if not NUMBER.search(text):
        return plain_name(value)
    number = EXTENSION.sub("", text, count=1)
    if not KEEPS_ZERO.match(number):
        number = TRUNK_ZERO.sub(r"\1", number, count=1)
    digits = re.sub(r"[^0-9+]", "", number)
    return by_library(digits, NO_REGION) or re.sub(r"\A00", "+", digits)


def folded(value: str) -> str:
    return value.lower().replace("ß", "ss").replace("\u03c2", "\u03c3")


def long_token(privacy_class: str, normal: str) -> str:
    label = "text" if privacy_class == "free_text" else privacy_class
    made = hmac.new(KEY.token_key.encode(), f"{label}:{normal}".encode(), hashlib.sha256)
    return f"{label}:{KEY.key_id}:{made.hexdigest()[:32]}" if normal else ""


LONG_WAYS: dict[str, Callable[[str], str]] = {
    "name": plain_name,
    "address": plain_name,
    "email": plain_email,
    "phone": plain_phone,
    "free_text": plain_text,
}
# No final sigma, İ and the like, where languages lower differently by context; no code points that
# this Python's Unicode does not know yet.
letters = st.sampled_from(
    [*"abzABZ019 .,;:+-()/#xX@&'_äÄßéŁ李🚀", "\u0301", "\uff26", "\ufb01", "\u00a0", "\u2009",
     "\u2013", "\t", "\n", "\r", "\x1c"]
)  # fmt: skip
texts = st.text(letters, max_size=18)
numbers = st.from_regex(
    r"(?:00|\+ ?)?[0-9]{1,3} ?(?:\(0\)|\([0-9]{1,3}\))?[ ./\-]?[0-9]{2,5}"
    r"(?: ?(?:x|ext\.|DW|#) ?[0-9]{1,3})?",
    fullmatch=True,
)
values = st.lists(
    st.none() | texts | numbers | st.sampled_from(["", "n/a", "Ann Lee", "0049 30 1"])
)


# The numbering plans of each country are read when its first number comes.
@pytest.mark.parametrize("privacy_class", LONG_WAYS)
@settings(deadline=None)
@given(values=values)
def test_a_token_is_that_of_the_long_way(privacy_class: str, values: list[str | None]) -> None:
    normal = LONG_WAYS[privacy_class]

    made = MASKER.token(privacy_class, pl.Series(values, dtype=pl.String)).to_list()

    assert made == [None if v is None else long_token(privacy_class, normal(v)) for v in values]


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(*([st.none() | texts | numbers] * 3)), min_size=1, max_size=6
    ).map(lambda rows: rows + rows)
)  # fmt: skip
def test_columns_of_a_class_do_not_mix_their_rows(rows: list[tuple[str | None, ...]]) -> None:
    classes = {"a": "phone", "b": "name", "c": "phone"}
    contract = TableContract(
        table="things", kind="base", description="", owner="", key=("a",), lane="full",
        columns=tuple(
            Column.model_validate({"name": name, "type": "text", "class": privacy_class,
                                   "treatment": "token", "description": ""})
            for name, privacy_class in classes.items()
        ),
    )  # fmt: skip
    frame = pl.DataFrame(rows, schema=dict.fromkeys(classes, pl.String), orient="row")

    masked = MASKER.mask(frame, contract)

    for name, privacy_class in classes.items():
        alone = MASKER.token(privacy_class, frame[name])
        assert masked[name].to_list() == alone.to_list()
