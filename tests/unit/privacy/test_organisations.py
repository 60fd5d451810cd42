"""An organisation's name stays readable; a sole trader's, whom the CRM knows, does not."""

from __future__ import annotations

import polars as pl
import pytest

from suitehouse.contracts.model import load_contracts
from suitehouse.errors import ConfigurationError
from suitehouse.privacy.keys import MaskingKey
from suitehouse.privacy.masking import Masker
from suitehouse.privacy.person_names import PersonNames

KEY = MaskingKey(bytes(range(32)))
CONTRACTS = load_contracts()
PEOPLE = [
    ("Hans", "Huber"),
    ("Jane", "Miller"),
    ("Dr. Anna", "Weber"),
    ("José", "García"),
    ("Jean-Pierre", "O'Neil"),
    ("Mário", "da Silva"),
    ("H.", "Kurz"),
    ("伟", "王"),
    ("Don", "Johnson"),
    ("Ken", "Ei"),
    ("Γιώργος", "Παππάς"),
    ("İlkay", "Y\u0131ld\u0131z"),
    ("Anna-Lena", "'t Hooft"),
    (None, "Solo"),
    ("", ""),
]
LINKED = [("a", "Hans", "Huber"), ("a", "Jane", "Miller"), ("b", "X", "Y")]
NAMES = PersonNames(
    [pl.DataFrame(PEOPLE, schema=["first", "last"], orient="row")],
    [pl.DataFrame(LINKED, schema=["key", "first", "last"], orient="row")],
)

PERSONS = """
Hans Huber|HANS \u00a0HUBER|Huber Hans|Huber, Hans|Dr. Hans Huber|Huber, Dr. Hans|Mr. Hans Huber
Hans Huber e.K.|Hans Huber, e. K.|Hans Huber e.U.|Hans Huber Einzelunternehmen|Prof. Dr. Anna Weber
Anna Weber|Blumen Miller Inh. Jane Miller|Best Cakes (Owner: Jane Miller)|Jane Miller, Inh.
Jane Miller t/a Best Cakes|JANE MILLER d/b/a CAKES|Jane Miller (Sole Trader)|José García autónomo
Jose\u0301 Garci\u0301a|Jean-Pierre O'Neil|Mário da Silva EI|H Kurz|王伟
Don Johnson|DON JOHNSON|Mr Don Johnson|Don Johnson t/a Cars|Johnson, Don|Ken Ei
Jose Garcia|Mario da Silva|Jean\u2011Pierre O\u2019Neil|Jean\u2013Pierre O\u2018Neil|ΓΙΩΡΓΟΣ ΠΑΠΠΑΣ
İLKAY YILDIZ|ilkay yildiz|"Hans Huber"|„Hans Huber“|«Hans Huber» e.K.|'Hans Huber'
Hans Huber\u200b|\ufeffHans Huber|\u202aHans Huber\u202c|Hans\x07Huber|Hans Huber\x00;
Anna-Lena 't Hooft|'t Hooft, Anna\u2010Lena
"""
ORGANISATIONS = """
Hans Huber GmbH|Jane Miller & Co|Miller Jane Ltd|Huber|Hans|Huber & Miller|Solo|Hans Huberman
Aurora Analytics GmbH|Eisen AG|Ei|Dr. Oetker|Inh.|e.K.|t/a|Jane Doe|Don Huber|Ken|'t Hooft|''|""
"""


def listed(text: str) -> list[str]:
    return text.strip().replace("\n", "|").split("|")


def masked(**columns: list[str | None]) -> pl.DataFrame:
    masker = Masker(KEY)
    masker.know(None, NAMES)
    return masker.mask(
        pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)), CONTRACTS["accounts"]
    )


def token(privacy_class: str, value: str) -> str:
    return str(Masker(KEY).token(privacy_class, pl.Series([value])).item())


@pytest.mark.parametrize("name", listed(PERSONS))
def test_who_is_called_like_a_known_person_is_withheld(name: str) -> None:
    assert masked(name=[name])["name"].to_list() == [token("name", name)]


@pytest.mark.parametrize("name", listed(ORGANISATIONS))
def test_an_organisation_stays_readable(name: str) -> None:
    assert masked(name=[name])["name"].to_list() == [name]


def test_a_name_with_that_of_a_person_who_belongs_to_it_is_withheld() -> None:
    names = [
        "Bäckerei Hans Huber GmbH",
        "Huber (Hans) & Miller",
        "Bäckerei Huber GmbH",
        "Hans Hubers Laden",
        "Bäckerei Hans Huber GmbH",
        "Bäckerei Hans Huber GmbH",
        "X of Y",
    ]

    found = masked(id=["a", "a", "a", "a", "b", "c", "b"], name=names)["name"].to_list()

    assert found == [*(token("name", each) for each in names[:2]), *names[2:]]


def test_null_and_blank_stay_and_a_website_goes_the_way_of_the_name() -> None:
    names = ["Jane Miller", "Aurora GmbH", None, ""]
    sites = ["http://jane.example", "http://aurora.example", "http://x.example", ""]

    found = masked(name=names, website=sites)

    assert found["name"].to_list() == [token("name", "Jane Miller"), *names[1:]]
    assert found["website"].to_list() == [token("identifier", sites[0]), *sites[1:]]


def test_a_website_without_a_name_beside_it_is_withheld() -> None:
    found = masked(website=["http://aurora.example"])

    assert found["website"].to_list() == [token("identifier", "http://aurora.example")]


def test_a_trail_shows_no_name_as_it_is_never_read_again() -> None:
    trail = pl.DataFrame({"field_name": ["name"], "before_value_string": ["Aurora GmbH"]})

    found = Masker(KEY).mask(trail, CONTRACTS["accounts_audit"])

    assert found["before_value_string"].to_list() == [token("name", "Aurora GmbH")]


def test_nothing_lands_while_nobody_knows_the_people() -> None:
    with pytest.raises(ConfigurationError, match=r"name shows organisations"):
        Masker(KEY).mask(pl.DataFrame({"name": ["Toyota"]}), CONTRACTS["accounts"])


def test_a_crm_without_people_has_organisations_only() -> None:
    assert PersonNames([]).are_persons(pl.Series(["Hans Huber", None])).to_list() == [False, False]


def test_a_card_number_in_an_organisations_name_is_refused() -> None:
    assert masked(name=["Toyota 4111 1111 1111 1111"])["name"].to_list() == [None]


def test_known_names_are_in_no_representation() -> None:
    assert repr(NAMES) == "<PersonNames: 27 spellings, 2 links>"
