"""Rows of SuiteCRM's `contacts`: widths, blanks and oddities as a company's table has them.

The same seed and position always give the same rows. Everything is text, as the wire carries it.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from benchmarks.draw import Draw

CHUNK_ROWS = 50_000
ZERO_DATE = "0000-00-00"
ZERO_MOMENT = "0000-00-00 00:00:00"
_SEED = 20_160_101
_DAYS_2016_TO_2025 = 3_650  # ends before peer.CHANGED_FROM

_FIRST_NAMES = (
    *("Anna", "José", "Łukasz", "Marie-Claire", "Søren", "李", "Иван", "Zoë", "John", "Mary"),
    *("Peter", "Lina", "Ahmed", "محمد", "Nguyễn", "Emma", "Noah", "Chloé", "D&#039;Arcy", "Ida"),
)
_LAST_NAMES = (
    *("Smith", "García", "Jankauskas", "Schröder", "van der Berg", "Kowalski", "Петров", "王"),
    *("Ødegård", "Dupont", "Rossi", "O&#039;Neill", "Yildiz", "Tanaka", "Müller-Lüdenscheidt"),
)
_INITIALS = tuple(f" {chr(letter)}." for letter in range(ord("A"), ord("Z") + 1))
_SALUTATIONS = ("Mr.", "Ms.", "Mrs.", "Dr.", "Prof.")
_TITLES = ("CEO", "Head of Sales", "Geschäftsführer", "Engineer", "VP Operations", "Director, IT")
_DEPARTMENTS = ("Sales", "IT", "R&amp;D", "Finance", "Einkauf")
_STREETS = ("Hauptstraße", "Main St.", "Rue de l&#039;Église", "Gedimino pr.", "Ул. Ленина")
_CITIES = ("Berlin", "Paris", "Vilnius", "Köln", "São Paulo", "London", "東京", "Łódź", "Oslo")
_STATES = ("NY", "CA", "Bayern", "NRW", "Mazowieckie")
_COUNTRIES = ("Germany", "France", "Lithuania", "United Kingdom", "USA", "Poland", "Japan")
_LEAD_SOURCES = ("Cold Call", "Web Site", "Trade Show", "Word of mouth", "Partner", "Campaign")
_PHONE_STARTS = ("+49 ", "+1 (", "+33 ", "0", "+370 ", "+44 ")
_SENTENCES = (
    "Spoke to the customer about the renewal; asked for a quote. ",
    "Klient prosi o kontakt — następny tydzień. ",
    "Met at the fair\\hall 7.\tFollow up. ",
    "Très intéressé par l&#039;offre 🙂. ",
    "Line one.\r\nLine two.\n",
)
_NOTES = tuple((sentence * 20)[:length] for sentence in _SENTENCES for length in range(20, 300, 2))


def contacts(rows: int) -> Iterator[pl.DataFrame]:
    """Yield the table in chunks, so that memory stays bounded whatever the size."""
    for position in range(0, rows, CHUNK_ROWS):
        yield _chunk(Draw(min(CHUNK_ROWS, rows - position), (_SEED, position)))


def _chunk(draw: Draw) -> pl.DataFrame:
    ids, users = draw.ids(), Draw(200, (_SEED,)).ids()
    return pl.DataFrame(
        {
            "id": ids,
            **_record(draw, users),
            **_person(draw),
            **_phones(draw),
            **_consent(draw),
            **_address(draw, "primary", pct=75),
            **_address(draw, "alt", pct=10),
            "assistant": draw.some(_first_names(draw), 5),
            "assistant_phone": draw.some(_phone(draw), 5),
            "lead_source": draw.some(draw.pick(_LEAD_SOURCES), 70),
            "reports_to_id": draw.some(draw.pick(ids), 15),
            "birthdate": draw.some(
                draw.some(draw.dates("1940-01-01", 25_000), 99.7, ZERO_DATE), 30
            ),
            "campaign_id": draw.some(draw.pick(users), 10),
            "joomla_account_id": draw.some(draw.digits(6), 1),
            "portal_account_disabled": draw.some("0", 20),
            "portal_user_type": draw.some("Single", 100),
        }
    )


def _record(draw: Draw, users: pl.Series) -> dict[str, pl.Series]:
    entered = draw.moments("2016-01-01", _DAYS_2016_TO_2025)
    return {
        "date_entered": draw.some(entered, 99.99, ZERO_MOMENT),
        "date_modified": draw.moments("2016-01-01", _DAYS_2016_TO_2025),
        "modified_user_id": draw.pick(users),
        "created_by": draw.pick(users),
        "description": draw.some(draw.pick(_NOTES), 40),
        "deleted": draw.some("1", 4, "0"),
        "assigned_user_id": draw.pick(users),
    }


def _person(draw: Draw) -> dict[str, pl.Series]:
    return {
        "salutation": draw.some(draw.pick(_SALUTATIONS), 80),
        "first_name": _first_names(draw),
        "last_name": draw.pick(_LAST_NAMES) + draw.digits(3),
        "title": draw.some(draw.pick(_TITLES), 55),
        "photo": draw.some("pic_" + draw.digits(6) + ".jpg", 2),
        "department": draw.some(draw.pick(_DEPARTMENTS), 40),
        "do_not_call": draw.some("1", 5, "0"),
    }


def _phones(draw: Draw) -> dict[str, pl.Series]:
    return {
        "phone_home": draw.some(_phone(draw), 20),
        "phone_mobile": draw.some(_phone(draw), 60),
        "phone_work": draw.some(_phone(draw), 70),
        "phone_other": draw.some(draw.some(_phone(draw), 20, ""), 30),
        "phone_fax": draw.some(_phone(draw), 10),
    }


def _consent(draw: Draw) -> dict[str, pl.Series]:
    return {
        "lawful_basis": draw.some("^consent^", 10),
        "date_reviewed": draw.some(draw.dates("2018-05-25", 2_700), 10),
        "lawful_basis_source": draw.some("website", 10),
    }


def _address(draw: Draw, kind: str, *, pct: float) -> dict[str, pl.Series]:
    street = (draw.numbers(250) + 1).cast(pl.String) + " " + draw.pick(_STREETS)
    flat = draw.some("\nApt. " + draw.digits(2), 3, "")
    return {
        f"{kind}_address_street": draw.some(street + flat, pct),
        f"{kind}_address_city": draw.some(draw.pick(_CITIES), pct),
        f"{kind}_address_state": draw.some(draw.pick(_STATES), pct / 2),
        f"{kind}_address_postalcode": draw.some(draw.digits(5), pct),
        f"{kind}_address_country": draw.some(draw.pick(_COUNTRIES), pct),
    }


def _first_names(draw: Draw) -> pl.Series:
    return draw.pick(_FIRST_NAMES) + draw.some(draw.pick(_INITIALS), 40, "")


def _phone(draw: Draw) -> pl.Series:
    return draw.pick(_PHONE_STARTS) + draw.digits(3) + " " + draw.digits(6)
