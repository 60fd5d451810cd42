"""What holds for tokens whatever the value: one person, one token; nothing is nobody."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from suitehouse.contracts.model import load_contracts
from suitehouse.privacy.card_guard import card_texts, holds_card_number, refuse_cards
from suitehouse.privacy.keys import MaskingKey
from suitehouse.privacy.masking import Masker

CONTRACTS = load_contracts()
MASKER = Masker(MaskingKey(bytes(range(32))))
OTHER = Masker(MaskingKey(bytes(range(1, 33))))
CLASSES = ["name", "email", "phone", "address", "free_text"]

texts = st.text(st.characters(codec="utf-8"), max_size=40)
filled = texts.filter(lambda text: unicodedata.normalize("NFKC", text).strip() != "")


def token(masker: Masker, privacy_class: str, *values: str | None) -> list[str | None]:
    return masker.token(privacy_class, pl.Series(values, dtype=pl.String)).to_list()


@settings(deadline=None)
@given(st.sampled_from(CLASSES), filled)
def test_a_token_has_one_shape_and_holds_nothing_of_the_value(
    privacy_class: str, value: str
) -> None:
    (made,) = token(MASKER, privacy_class, value)

    label = "text" if privacy_class == "free_text" else privacy_class
    assert made is not None
    head, digits = made[: len(label) + 10], made[len(label) + 10 :]
    assert head == f"{label}:{MASKER.key.key_id}:"
    assert len(digits) == 32
    assert set(digits) <= set("0123456789abcdef")
    if len(value.strip()) > 4:
        assert value.strip() not in digits


@settings(deadline=None)
@given(st.sampled_from(CLASSES), filled)
def test_another_key_gives_another_token(privacy_class: str, value: str) -> None:
    assert token(MASKER, privacy_class, value) != token(OTHER, privacy_class, value)


@settings(deadline=None)
@given(st.sampled_from(CLASSES), st.lists(st.none() | texts, max_size=8))
def test_null_stays_null_and_nothing_else_becomes_null(
    privacy_class: str, values: list[str | None]
) -> None:
    made = token(MASKER, privacy_class, *values)

    assert [each is None for each in made] == [each is None for each in values]


@given(filled)
def test_a_last_name_has_one_token_in_every_table(value: str) -> None:
    tables = ["contacts", "leads", "prospects", "users"]
    frame = pl.DataFrame({"last_name": [value]})

    tokens = {MASKER.mask(frame, CONTRACTS[table])["last_name"].item() for table in tables}

    assert tokens == set(token(MASKER, "name", value))


@given(
    filled, st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]), st.sampled_from([" ", "\t", "\u00a0"])
)
def test_spelling_of_a_name_does_not_matter(value: str, form: str, space: str) -> None:
    spelled = f"{space}{unicodedata.normalize(form, value)}{space * 2}"  # type: ignore[arg-type]

    assert token(MASKER, "name", spelled) == token(MASKER, "name", value)


@given(st.text("abcdefghijklmnopqrstuvwxyzäöüßéñ .-'", min_size=1).filter(str.strip))
def test_case_of_a_name_or_address_does_not_matter(value: str) -> None:
    for privacy_class in ("name", "email", "address"):
        assert token(MASKER, privacy_class, value.upper()) == token(MASKER, privacy_class, value)


# The numbering plans of each country are read when its first number comes.
@settings(deadline=None)
@given(st.from_regex(r"\+[1-9][0-9]{6,13}", fullmatch=True), st.data())
def test_punctuation_of_a_phone_number_does_not_matter(number: str, data: st.DataObject) -> None:
    filling = st.sampled_from(["", " ", "-", ".", "/", " - "])
    spelled = "".join(digit + data.draw(filling) for digit in number[1:])
    extension = data.draw(st.sampled_from(["", " ext. 12", " x9", " Durchwahl 12"]))

    for prefix in ("+", "00"):
        assert token(MASKER, "phone", prefix + spelled + extension) == token(
            MASKER, "phone", number
        )


@given(st.text("abcXYZ0123 é🚀", min_size=1).filter(str.strip))
def test_a_free_text_token_equals_the_standard_library(value: str) -> None:
    message = f"text:{unicodedata.normalize('NFKC', value).strip()}".encode()
    key = MASKER.key.token_key.encode()

    expected = hmac.new(key, message, hashlib.sha256).hexdigest()[:32]

    assert token(MASKER, "free_text", value) == [f"text:{MASKER.key.key_id}:{expected}"]


@given(st.lists(st.from_regex(r"[0-9a-f \-.]{0,8}[2-6][0-9 .\-]{10,24}[a-z ]?", fullmatch=True)))
def test_the_columns_guard_agrees_with_the_guard_of_one_text(values: list[str]) -> None:
    column = pl.Series(values, dtype=pl.String)

    kept, refused = refuse_cards(column, card_texts([column]))

    assert kept.is_null().to_list() == [holds_card_number(value) for value in values]
    assert kept.null_count() == refused


@given(st.uuids())
def test_a_uuid_is_never_a_card_number(value: object) -> None:
    assert not holds_card_number(str(value))
