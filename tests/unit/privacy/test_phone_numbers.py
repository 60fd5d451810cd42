"""Telephone numbers have one spelling, by the country that their row names, else the policy's."""

from __future__ import annotations

import subprocess
import sys

import polars as pl
import pytest

from suitehouse.contracts.model import TableContract, load_contracts
from suitehouse.contracts.shape import shape_of
from suitehouse.errors import ConfigurationError
from suitehouse.privacy.countries import regions_of
from suitehouse.privacy.dialling import dialled_in
from suitehouse.privacy.keys import MaskingKey
from suitehouse.privacy.masking import Masker
from suitehouse.privacy.normalisation import normal_form

MASKER = Masker(MaskingKey(bytes(range(32))))
CONTACTS = load_contracts()["contacts"]


def normal(region: str, *numbers: str | None) -> list[str | None]:
    placed = [None if number is None else region + number for number in numbers]
    return normal_form("phone", pl.Series(placed, dtype=pl.String)).to_list()


def masked(contract: TableContract, **columns: list[str | None]) -> list[str | None]:
    frame = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    return MASKER.mask(frame, contract)["phone_work"].to_list()


@pytest.mark.parametrize(
    ("region", "written", "expected"),
    [
        ("IT", "0471 998877", "+390471998877"),
        ("IT", "+39 (0)471 998877", "+390471998877"),
        ("IT", "392 1234567", "+393921234567"),
        ("IT", "\u0660\u0664\u0667\u0661 \u0669\u0669\u0668\u0668\u0667\u0667", "+390471998877"),
        ("EG", "\u202a+39 0471 998877\u202c", "+390471998877"),
        ("DE", "0471 998877", "+49471998877"),
        ("DE", "0049 (0)30 / 123-456 ext. 12", "+4930123456"),
        ("DE", "030/1234567 Durchwahl 9", "+49301234567"),
        ("AT", "+43 (1) 505.33.44", "+4315053344"),
        ("GB", "(020) 7946 0958", "+442079460958"),
        ("US", "(212) 555-0147 x62", "+12125550147"),
        ("US", "1-212-555-0147", "+12125550147"),
        ("US", "011 49 30 1234567", "+49301234567"),
        ("CA", "416.555.0147", "+14165550147"),
        ("RU", "8 (800) 555-35-35", "+78005553535"),
        ("HU", "06 1 234 5678", "+3612345678"),
        ("AU", "0491 570 156", "+61491570156"),
        ("JP", "03-1234-5678", "+81312345678"),
        ("CN", "010 1234 5678", "+861012345678"),
        ("MX", "55 1234 5678", "+525512345678"),
        ("AR", "011 15-2345-6789", "+5491123456789"),
        ("BR", "0 15 11 96123-4567", "+5511961234567"),
        ("DE", "\uff0b\uff14\uff19 30 1234567", "+49301234567"),
        ("ZZ", "00 39 0471 998877", "+390471998877"),
        ("DE", "+800 1234 5678", "+80012345678"),
        ("DE", "000 1234567", "+49001234567"),
        ("KP", "0002 006416", "+8500002006416"),
    ],
)
def test_a_number_becomes_e164(region: str, written: str, expected: str) -> None:
    assert normal(region, written) == [expected]


@pytest.mark.parametrize(
    ("region", "written", "expected"),
    [
        ("ZZ", "0471 998877", "0471998877"),
        ("US", "555-0147", "5550147"),
        ("DE", "12", "12"),
        ("DE", "+49 1", "+491"),
        ("DE", "+999 123456", "+999123456"),
        ("DE", "0" * 40, "+" + "0" * 38),
        ("DE", "n/a", "n/a"),
        ("DE", "Ask  ANNA", "ask anna"),
        ("DE", "030 123456 or 7", "030 123456 or 7"),
        ("DE", "030 1234 Anna", "030 1234 anna"),
        ("DE", "+", "+"),
        ("DE", "", ""),
        ("DE", "\u0660\u0661\u0662", "012"),
    ],
)
def test_what_is_no_possible_number_keeps_what_it_says(
    region: str, written: str, expected: str
) -> None:
    assert normal(region, written) == [expected]


def test_a_number_that_is_spelled_out_is_the_number() -> None:
    assert normal("US", "1-800-FLOWERS", "1 800 356 9377") == ["+18003569377"] * 2
    assert normal("ZZ", "1-800-FLOWERS") == ["1-800-flowers"]


def test_null_stays_null_in_a_column_of_nothing_else() -> None:
    assert normal("DE", None, None) == [None, None]
    assert normal("DE") == []


@pytest.mark.parametrize(
    ("written", "region"),
    [
        ("it", "IT"),
        ("ITA", "IT"),
        ("ITALY", "IT"),
        (" italien ", "IT"),
        ("Italia", "IT"),
        ("Italië", "IT"),
        ("Włochy", "IT"),
        ("U.S.A.", "US"),
        ("Estados Unidos", "US"),
        ("England", "GB"),
        ("Antigua and Barbuda", "AG"),
        ("C\u00f4te d'Ivoire", "CI"),
        ("Turkey", "TR"),
        ("日本", "JP"),
        ("Ελλάδα", "GR"),
    ],
)
def test_a_country_is_known_by_name_and_code_in_any_case(written: str, region: str) -> None:
    assert regions_of(pl.Series([written]), "DE").to_list() == [region]


def test_a_country_that_nobody_knows_is_no_region_and_a_blank_one_the_default() -> None:
    countries = pl.Series(["South  Tyrol", "Yugoslavia", "YUG", "Itly", "  ", "", None])

    assert regions_of(countries, "DE").to_list() == ["ZZ"] * 4 + ["DE"] * 3


def test_the_library_is_imported_where_numbers_are_masked_and_not_before() -> None:
    script = (
        "import sys, polars as pl, suitehouse.capturing.configured\n"
        "from suitehouse.contracts.model import load_contracts\n"
        "from suitehouse.contracts.shape import shape_of\n"
        "from suitehouse.privacy.keys import MaskingKey\n"
        "from suitehouse.privacy.masking import Masker\n"
        "masker, known = Masker(MaskingKey(bytes(range(32)))), load_contracts()\n"
        "shape_of(known['contacts'], {})\n"
        "rows = pl.DataFrame({'last_name': ['Lee'], 'primary_address_country': ['Italy']})\n"
        "masker.mask(rows, known['contacts'])\n"
        "print({'babel', 'phonenumbers'} & set(sys.modules))\n"
        "masker.mask(rows.with_columns(phone_work=pl.lit('1')), known['contacts'])\n"
        "print('phonenumbers' in sys.modules)\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert done.stdout.splitlines() == ["set()", "True"]


def test_a_number_is_dialled_in_the_country_of_its_row() -> None:
    tokens = masked(
        CONTACTS,
        phone_work=["0471 998877", "+39 0471 998877", "0471 998877", "0471998877"],
        primary_address_country=["Italia", None, "Deutschland", ""],
    )

    assert tokens[0] == tokens[1]
    assert len(set(tokens)) == 3


def test_the_policy_says_where_a_row_without_country_dials() -> None:
    contract = dialled_in(load_contracts(), "IT")["contacts"]

    tokens = masked(
        contract,
        phone_work=["0471 998877", "+39 0471 998877", "+49 471 998877", "0471 998877"],
        primary_address_country=["", "", "", "Germany"],
    )

    assert tokens[0] == tokens[1]
    assert tokens[2] == tokens[3]


def test_numbers_of_a_batch_without_the_country_are_those_of_the_policy() -> None:
    contract = dialled_in(load_contracts(), "IT")["contacts"]

    tokens = masked(contract, phone_work=["0471 998877", "0039 0471 998877"])

    assert len(set(tokens)) == 1


def test_a_tables_own_region_goes_before_the_policys() -> None:
    contract = CONTACTS.model_copy(update={"phone_region": "AT"})

    assert dialled_in({"contacts": contract}, "DE")["contacts"].phone_region == "AT"


def test_a_region_that_there_is_not_is_refused() -> None:
    with pytest.raises(ConfigurationError, match=r"capture\.phone_region"):
        dialled_in(load_contracts(), "XX")


def test_another_region_has_tables_with_numbers_read_again_and_no_others() -> None:
    before, after = load_contracts(), dialled_in(load_contracts(), "DE")

    altered = {
        table for table in before if _fingerprint(before[table]) != _fingerprint(after[table])
    }

    assert {"accounts", "contacts", "contacts_audit", "users"} <= altered
    assert not altered & {"opportunities", "accounts_contacts", "currencies"}


def _fingerprint(contract: TableContract) -> str:
    return shape_of(contract, {each.name: each.type for each in contract.columns}).fingerprint


def test_the_token_of_one_number_is_that_of_its_column() -> None:
    one = MASKER.token("phone", pl.Series("phone", ["0039 (0)471 998877"]))

    dialled = {"phone_work": ["0471 998877"], "primary_address_country": ["Italia"]}
    assert one.to_list() == masked(CONTACTS, **dialled)
