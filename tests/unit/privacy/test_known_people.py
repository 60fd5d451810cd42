"""Which names are found alone, which in company, and what no redaction may be without."""

from __future__ import annotations

import polars as pl
import pytest

from suitehouse.contracts.model import TableContract
from suitehouse.errors import ConfigurationError
from suitehouse.privacy.keys import MaskingKey
from suitehouse.privacy.masking import Masker
from suitehouse.privacy.people_book import PeopleBook
from suitehouse.privacy.redaction import redacted


def contract(kind: str = "text") -> TableContract:
    columns = {
        "id": {"type": "char(36)", "treatment": "keep", "description": "Key"},
        "note": {"type": kind, "treatment": "redact", "class": "free_text", "description": "Note"},
    }
    fields = {"table": "notes", "kind": "base", "description": "Notes", "owner": "team:x"}
    return TableContract.model_validate(
        {**fields, "key": ["id"], "lane": "full", "columns": columns}
    )


def notes(*texts: str | None) -> pl.DataFrame:
    ids = [str(number) for number in range(len(texts))]
    return pl.DataFrame({"id": ids, "note": texts}, schema={"id": pl.String, "note": pl.String})


def book() -> PeopleBook:
    people = PeopleBook()
    people.add_person("Anna", "Meyer")
    people.add_person("Priya", "Shah")
    people.add_person("Will", "Young")
    people.add_person("Lucía", "García de la Torre")
    people.add_person(None, None)
    people.add_person("", "  ")
    people.add_name("Prof. Oskar Lind")
    people.add_name("Quandt")
    people.add_address("Lindenstraße 27\n2. Stock\nBerlin")
    people.add_address("10115")
    people.add_phone("0711 55 01 23")
    people.add_person("Sean", "O'Brien")
    people.add_person("Jeanne", "D\u2019Arcy")
    people.add_phone("\u0660\u0661\u0662 \u0663\u0664\u0665 \u0666\u0667\u0668")
    people.add_phone("n/a")
    people.add_email("n/a")
    people.add_email("desk@intranet")
    return people


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("anna meyer, MEYER ANNA; meyer,  anna", "[name], [name]; [name]"),
        ("Meyer and MEYER, not meyer", "[name] and [name], not meyer"),
        ("Meyers bill, Meyer's bill, Meyerhof", "[name]s bill, [name]'s bill, Meyerhof"),
        ("dear Priya", "dear Priya"),
        ("Dear Priya", "Dear [name]"),
        ("Priya Patel", "[name] Patel"),
        ("ask Anna", "ask [name]"),
        ("Will it be the Young one", "Will it be the Young one"),
        ("mr Young, Frau Young", "mr [name], Frau [name]"),
        ("will young came", "[name] came"),
        ("Sra. García", "Sra. [name]"),
        ("de la", "de la"),
        ("prof. oskar lind", "[name]"),
        ("Quandt, quandt", "[name], quandt"),
        ("Lindenstr. 27, LINDENSTRASSE 27", "[address], [address]"),
        ("Berlin 10115", "Berlin 10115"),
        ("+49711/550123 n/a", "[phone] n/a"),
        ("55 01 24", "55 01 24"),
        (
            "ask O\u2019Brien, O'BRIEN\u2019S, sean o\u2019brien",
            "ask [name], [name]\u2019S, [name]",
        ),
        ("D'Arcy and D\u2019Arcy, d\u2019arcy jeanne", "[name] and [name], [name]"),
        ("it\u2019s late", "it\u2019s late"),
        ("\u0660\u0661\u0662-\u0663\u0664\u0665-\u0666\u0667\u0668", "[phone]"),
        ("012 345678, \u0661\u0662", "[phone], 12"),
        ("\u0661\u0662", "\u0661\u0662"),
        ("desk@intranet", "[email]"),
    ],
)
def test_the_rule_for_names(text: str, expected: str) -> None:
    assert redacted(pl.Series([text]), book().people())[0] == expected


def test_what_overlaps_is_one() -> None:
    people = PeopleBook()
    people.add_name("Ann Meyer")
    people.add_name("Meyer Schmidt")

    assert redacted(pl.Series(["ann meyer schmidt"]), people.people())[0] == "[name]"


def test_a_name_does_not_reach_into_the_next_text() -> None:
    people = PeopleBook()
    people.add_person("ann", "mey\0er")

    texts = pl.Series(["ann mey", "er", "ann mey\0er"])

    assert redacted(texts, people.people()).to_list() == ["ann mey", "er", "[name]"]


@pytest.mark.parametrize("address", ["@", "desk@intranet", '"a b"@x.example', "a@b"])
def test_an_address_without_the_form_of_one_is_known_all_the_same(address: str) -> None:
    people = PeopleBook()
    people.add_email(address)
    is_one = " " not in address

    treated = redacted(pl.Series([f"to {address} today"]), people.people())[0]

    assert treated == ("to [email] today" if is_one else f"to {address} today")


def test_nobody_known_is_no_error() -> None:
    texts = pl.Series(["Anna Meyer", None, ""])

    assert redacted(texts, PeopleBook().people()).to_list() == ["Anna Meyer", None, ""]


def test_people_do_not_show_in_a_repr() -> None:
    assert "eyer" not in repr(book().people()).lower()


def test_a_masker_that_knows_nobody_refuses_to_redact() -> None:
    masker = Masker(MaskingKey(bytes(range(32))), {})

    with pytest.raises(ConfigurationError, match=r"note.*known|note.*knows") as caught:
        masker.mask(notes("Anna Meyer"), contract())

    assert "Anna" not in str(caught.value)


def test_a_masker_redacts_whom_it_was_told_of_last() -> None:
    masker = Masker(MaskingKey(bytes(range(32))), {})
    masker.know(PeopleBook().people())
    before = masker.mask(notes("Anna Meyer", None, ""), contract())
    masker.know(book().people())
    after = masker.mask(notes("Anna Meyer", None, ""), contract())

    assert before["note"].to_list() == ["Anna Meyer", None, ""]
    assert after["note"].to_list() == ["[name]", None, ""]


def test_a_card_is_a_placeholder_and_not_refused() -> None:
    masker = Masker(MaskingKey(bytes(range(32))), {})
    masker.know(book().people())

    masked = masker.mask(notes("paid with 4111 1111 1111 1111"), contract())

    assert masked["note"].to_list() == ["paid with [card]"]
    assert masker.refused_cards("notes") == 0


@pytest.mark.parametrize("kind", ["int", "datetime", "decimal(26,6)", "tinyint(1)", "enum('a')"])
def test_only_text_can_be_redacted(kind: str) -> None:
    with pytest.raises(ValueError, match="only text columns"):
        contract(kind)


def test_a_note_of_a_megabyte_with_a_thousand_names() -> None:
    people = PeopleBook()
    names = [
        (f"Vor{chr(97 + n // 26 % 26)}{chr(97 + n % 26)}na", f"Nach{n}heimer") for n in range(1000)
    ]
    for first, last in names:
        people.add_person(first, last)
    filling = "the delivery was late and nobody knew why, so we asked again on 2026-11-25. "
    text = "".join(f"{filling * 14}{first} {last}, " for first, last in names)

    treated = str(redacted(pl.Series([text]), people.people())[0])

    assert len(text) > 1_000_000
    assert treated.count("[name]") == 1000
    assert "heimer" not in treated
    assert treated.count("2026-11-25") == 14_000
