"""What each treatment makes of a value, of nothing, and of what it was not meant for."""

from __future__ import annotations

import hashlib
import hmac

import polars as pl
import pytest

from suitehouse.contracts.model import Column, load_contracts
from suitehouse.errors import ContractError
from suitehouse.privacy.keys import MaskingKey
from suitehouse.privacy.tokens import Tokeniser, TokenRequests
from suitehouse.privacy.treatment import TreatmentContext, known_treatments, treatment_named

KEY = MaskingKey(bytes(range(32)))


def treat(
    treatment: str, values: list[str | None], privacy_class: str = "name"
) -> list[str | None]:
    column = Column.model_validate(
        {
            "name": "value",
            "type": "varchar(100)",
            "class": privacy_class,
            "treatment": treatment,
            "description": "A value",
        }
    )
    requests = TokenRequests()
    expression = treatment_named(treatment, "t.value").apply(
        pl.col("value"), column, TreatmentContext(requests)
    )
    assert expression is not None
    frame = pl.DataFrame({"value": values}, schema={"value": pl.String})
    return requests.granted(frame, Tokeniser(KEY)).select(expression).to_series().to_list()


def expected_token(label: str, normalised: str) -> str:
    message = f"{label}:{normalised}".encode()
    digest = hmac.new(KEY.token_key.encode(), message, hashlib.sha256).hexdigest()
    return f"{label}:{KEY.key_id}:{digest[:32]}"


def test_every_treatment_that_a_contract_names_exists() -> None:
    used = {column.treatment for each in load_contracts().values() for column in each.columns}

    assert used <= set(known_treatments())


def test_an_unknown_treatment_lists_the_known_ones() -> None:
    with pytest.raises(ContractError, match=r"t\.value.*'shred'.*audit_value, domain, drop, keep"):
        treatment_named("shred", "t.value")


@pytest.mark.parametrize(
    ("privacy_class", "label", "value", "normalised"),
    [
        ("name", "name", "  Zoë\u00a0 VAN  der SSeek ", "zoë van der sseek"),
        ("name", "name", "\uff26\uff55\uff4c\uff4c", "full"),
        ("name", "name", "李小龙 🚀", "李小龙 🚀"),
        ("email", "email", " Ann.Lee+x@Example.COM ", "ann.lee+x@example.com"),
        ("phone", "phone", "+49 (0)30 / 123-45 ext. 12", "+493012345"),
        ("phone", "phone", "0049 30 123 45", "+493012345"),
        ("phone", "phone", "(212) 555-0147 x62", "2125550147"),
        ("phone", "phone", "1-800-FLOWERS", "1-800-flowers"),
        ("phone", "phone", "n/a", "n/a"),
        ("address", "address", "St.  GALLEN", "st. gallen"),
        ("free_text", "text", " Head of R&D ", "Head of R&D"),
    ],
)
def test_a_token_is_the_standard_hmac_of_the_normalised_value(
    privacy_class: str, label: str, value: str, normalised: str
) -> None:
    assert treat("token", [value], privacy_class) == [expected_token(label, normalised)]


@pytest.mark.parametrize("privacy_class", ["name", "email", "phone", "address", "free_text"])
@pytest.mark.parametrize("treatment", ["token", "domain"])
def test_nothing_gets_no_token(treatment: str, privacy_class: str) -> None:
    assert treat(treatment, [None, "", " \t"], privacy_class) == [None, "", ""]


def test_the_class_is_part_of_the_token() -> None:
    name, place = (treat("token", ["paris"], each) for each in ("name", "address"))

    assert name[0] is not None
    assert place[0] is not None
    assert name[0].split(":")[2] != place[0].split(":")[2]


def test_domain_shows_the_domain_and_joins_with_the_address_in_capitals() -> None:
    token = expected_token("email", "ann@mail.example.com")

    assert (
        treat("domain", ["Ann@Mail.Example.com", "ANN@MAIL.EXAMPLE.COM"])
        == [f"{token}@mail.example.com"] * 2
    )


@pytest.mark.parametrize(
    "value",
    ["Ann Lee", "ann@", "@example.com", "a@b@example.com", "ann@localhost", "ann @ example.com",
     "ann@030-1234567.example", "ann@exa_mple.com", "<ann@example.com>"],
)  # fmt: skip
def test_what_is_no_address_shows_no_domain(value: str) -> None:
    (treated,) = treat("domain", [value])

    assert treated == expected_token("email", value.strip().lower())


def test_year_and_month_of_dates_only() -> None:
    dates = ["1984-02-29", "1984-02-29 10:00:00", "0000-00-00", "1984-00-00", "soon", "", None,
             "1984-02-290", "x1984-02-29"]  # fmt: skip

    assert treat("year", dates) == ["1984", "1984", None, "1984", None, None, None, None, None]
    assert treat("month", dates) == ["1984-02", "1984-02", *[None] * 7]


def test_region_is_two_characters_of_a_postal_code() -> None:
    codes = ["sw1a 1aa", "1010", " d-10115", "", None, "7"]

    assert treat("region", codes) == ["SW", "10", "D1", "", None, "7"]


def test_keep_keeps_and_drop_drops() -> None:
    assert treat("keep", ["a", "", None]) == ["a", "", None]
    column = load_contracts()["contacts"].column("description")
    drop = treatment_named("drop", "contacts.description")
    assert drop.apply(pl.col("description"), column, TreatmentContext(TokenRequests())) is None
