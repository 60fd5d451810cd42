"""Who is to be erased: said one way, remembered by a mark that tells nothing."""

from __future__ import annotations

import pytest

from suitehouse.erasure.subject import Subject, hashed
from suitehouse.errors import ConfigurationError
from suitehouse.privacy.keys import MaskingKey
from suitehouse.privacy.masking import Masker

TOKENS = Masker(MaskingKey(bytes(range(32))))
OTHER = Masker(MaskingKey(bytes(range(1, 33))))


def test_the_same_person_has_the_same_mark():
    assert Subject("Ada@X.example").mark(TOKENS) == Subject(" ada@x.example").mark(TOKENS)
    by_record = Subject(table="contacts", row_key="ABC").mark(TOKENS)
    assert by_record == Subject(table="contacts", row_key="abc").mark(TOKENS)
    assert by_record != Subject(table="leads", row_key="abc").mark(TOKENS)


def test_the_mark_needs_the_key():
    subject = Subject("ada@x.example")

    assert subject.mark(TOKENS) != subject.mark(OTHER)
    assert subject.mark(TOKENS) != hashed("ada@x.example")


def test_the_address_is_not_in_the_repr():
    assert "ada" not in repr(Subject("ada@x.example"))
    assert "abc" not in repr(Subject(table="contacts", row_key="abc"))


@pytest.mark.parametrize(
    "subject",
    [
        {},
        {"email": " "},
        {"table": "contacts"},
        {"row_key": "1"},
        {"email": "a@x.example", "table": "contacts", "row_key": "1"},
    ],
)
def test_it_has_to_be_said_in_one_way(subject: dict[str, str]):
    with pytest.raises(ConfigurationError, match="Say whom to erase"):
        Subject(**subject)
