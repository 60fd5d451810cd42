"""Whatever stands around them, people whom the CRM knows do not survive; twice is once."""

from __future__ import annotations

import re
import unicodedata

import polars as pl
from hypothesis import example, given, settings
from hypothesis import strategies as st

from suitehouse.privacy.known_people import People
from suitehouse.privacy.pattern import known_patterns
from suitehouse.privacy.people_book import PeopleBook
from suitehouse.privacy.redaction import redacted

PERSONS = [("Anna", "Meyer"), ("Zoë", "van der Sseek"), ("Will", "Young"), ("Ægir", "Þórsson"),
           ("İpek", "Çelik"), ("Jörg", "Groß"), ("Ann", "Meyer Schmidt"), ("小龙", "李"),
           ("Σοφία", "Παππάς"), ("Email", "Name")]  # fmt: skip
EMAILS = ["ann.lee@example.com", "frontdesk@intranet", "zoë+x@mail.example.co.uk"]
PHONES = ["+49 30 123456", "0711 98765", "212-555-0147"]
STREETS = ["Hauptstraße 5", "14 Tannery Row"]


def _people() -> People:
    book = PeopleBook()
    for first, last in PERSONS:
        book.add_person(first, last)
    for each in EMAILS:
        book.add_email(each)
    for each in PHONES:
        book.add_phone(each)
    for each in STREETS:
        book.add_address(each)
    return book.people()


PEOPLE = _people()
FULL_NAMES = [f"{first} {last}" for first, last in PERSONS]
SECRETS = [*FULL_NAMES, *EMAILS, *STREETS]
# Letters, digits and marks that patterns and names are made of, and anything else.
ANYTHING = st.text(st.sampled_from("aAmM0159 .,:;@+-/()[]_%ß\n\t'|") | st.characters(codec="utf-8"),
                   max_size=30)  # fmt: skip
PIECES = st.sampled_from([*SECRETS, *PHONES, "[name]", "[email]", "Meyer", "Anna", "https://",
                          "DE89370400440532013000", "4111111111111111",
                          "Mr ", "1.2.3.4"])  # fmt: skip


def redact(text: str) -> str:
    return str(redacted(pl.Series([text]), PEOPLE)[0])


def spelled(name: str) -> st.SearchStrategy[str]:
    return st.sampled_from([name, name.upper(), name.lower(), name.title(),
                            unicodedata.normalize("NFD", name),
                            name.replace(" ", " \n ")])  # fmt: skip


def plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


@given(ANYTHING, st.sampled_from(SECRETS).flatmap(spelled), ANYTHING)
@settings(deadline=None, max_examples=400)
@example("a@b.", "Anna Meyer", "")
@example("1", "ann.lee@example.com", "2")
@example("12", "Hauptstraße 5", "6 030 1234567")
def test_nobody_who_is_known_survives(before: str, secret: str, after: str) -> None:
    treated = redact(f"{before} {secret} {after}")

    assert not re.search(rf"(?<!\w){re.escape(plain(secret))}(?!\w)", plain(treated))


@given(ANYTHING, st.sampled_from(PHONES), ANYTHING)
@settings(deadline=None)
def test_no_known_number_survives(before: str, number: str, after: str) -> None:
    assert number not in redact(f"{before.rstrip('0159 .()-/')} x {number} x {after}")


@given(st.lists(PIECES | ANYTHING, max_size=8).map("".join))
@settings(deadline=None, max_examples=400)
@example("Meyer+4915112345678")
@example("[[email]]")
@example("[Email Name]")
def test_twice_is_once(text: str) -> None:
    once = redact(text)

    assert redact(once) == once


@given(st.lists(PIECES | ANYTHING | st.none(), max_size=6))
@settings(deadline=None)
def test_texts_do_not_touch_each_other(texts: list[str | None]) -> None:
    together = redacted(pl.Series(texts, dtype=pl.String), PEOPLE).to_list()

    assert together == [None if text is None else redact(text) for text in texts]


@given(st.text(st.characters(codec="utf-8", exclude_categories=["L", "N", "C"]), max_size=40))
@settings(deadline=None)
def test_a_text_with_nothing_to_find_is_unchanged(text: str) -> None:
    assert redact(text) == text


NUMBERS = ["030 1234567", "(0)30 123456", "+49 30", "212-555-0147", "1 (212) 555-0147", "Tel", "de",
           "612 345 678", "call", "DE89 3704 0044 0532 0130 00", "36 574 261 809", "54.362.315-K",
           "bsn", "1112.22.333", "AB 12 34 56 C", "2 95 10 99 126 111 93", "::1", "2001:db8::1",
           "0", "1", "(", ") ", "/", ".", "-", "é"]  # fmt: skip


@given(st.lists(st.sampled_from(NUMBERS) | PIECES | ANYTHING, max_size=8).map("".join))
@settings(deadline=None, max_examples=600)
def test_no_text_is_passed_over_that_a_pattern_finds_something_in(text: str) -> None:
    plain_text = unicodedata.normalize("NFKC", text)

    for pattern in known_patterns():
        if pattern.spans is not None and list(pattern.spans(plain_text)):
            assert pl.Series([plain_text]).str.contains(pattern.candidate)[0], pattern.placeholder
