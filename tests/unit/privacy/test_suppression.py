"""Erased values never leave the masker again; everything else does as before."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl
import pytest

from suitehouse.contracts.model import load_contracts
from suitehouse.privacy.erasure_rules import Suppression
from suitehouse.privacy.keys import MaskingKey
from suitehouse.privacy.masking import Masker
from suitehouse.privacy.person_names import PersonNames
from suitehouse.privacy.suppression import Masking, SuppressingMasker, suppressing

CONTRACTS = load_contracts()
PLAIN = Masker(MaskingKey(bytes(range(32))), CONTRACTS)
PLAIN.know(None, PersonNames([]))
SUPPRESSIONS = (
    Suppression("contacts", "ada", "own"),
    Suppression("aos_invoices", "paid", "retained"),
)
MASKER = SuppressingMasker(PLAIN, SUPPRESSIONS, CONTRACTS)


@dataclass
class Known:
    """A warehouse that knows of suppressions."""

    known: tuple[Suppression, ...]

    def suppressions(self) -> tuple[Suppression, ...]:
        return self.known


def masked(table: str, masker: Masking = MASKER, **columns: list[str | None]) -> pl.DataFrame:
    return masker.mask(pl.DataFrame(columns), CONTRACTS[table])


def test_a_row_of_the_persons_own_has_its_key_and_flag_alone():
    rows = masked(
        "contacts",
        id=["ADA", "bob"],
        deleted=["0", "0"],
        last_name=["Xu", "Xu"],
        lead_source=["Employee", "Employee"],
    )

    assert rows.row(0, named=True) == {
        "id": "ADA",
        "deleted": "0",
        "last_name": None,
        "lead_source": None,
    }
    assert rows.row(1, named=True)["last_name"].startswith("name:")
    assert rows.row(1, named=True)["lead_source"] == "Employee"


@pytest.mark.parametrize("key", ["paid", "Paid"])
def test_a_retained_row_loses_its_personal_columns(key: str):
    rows = masked("aos_invoices", id=[key], name=["Xu"], number=["7"], billing_contact_id=["bob"])

    assert rows.row(0, named=True) == {
        "id": key,
        "name": None,
        "number": "7",
        "billing_contact_id": "bob",
    }


def test_a_new_row_about_the_person_is_retained():
    rows = masked("aos_invoices", id=["new"], name=["Xu"], number=["8"], billing_contact_id=["ada"])

    assert rows.row(0) == ("new", None, None, "8")


def test_audit_rows_follow_the_record_that_they_audit():
    own = masked(
        "contacts_audit",
        id=["1"],
        parent_id=["ada"],
        field_name=["lead_source"],
        before_value_string=["Employee"],
    )
    kept = masked(
        "aos_invoices_audit",
        id=["1", "2", "3"],
        parent_id=["paid"] * 3,
        field_name=["status", "billing_address_city", "billing_contact_id"],
        before_value_string=["Draft", "Town", "ada"],
    )

    assert own.row(0) == ("1", None, None, None)
    assert kept["before_value_string"].to_list() == ["Draft", None, None]
    assert kept["parent_id"].to_list() == ["paid"] * 3


def test_a_row_of_somebody_else_loses_the_cell_alone():
    rows = masked("contacts", id=["bob"], last_name=["Xu"], reports_to_id=["ada"])

    assert rows["reports_to_id"].to_list() == [None]
    assert rows["last_name"].null_count() == 0


def test_columns_that_a_batch_lacks_are_not_asked_for():
    assert masked("aos_invoices", id=["paid"], number=["7"]).row(0) == ("paid", "7")
    assert masked("aos_invoices_audit", id=["2"], parent_id=["paid"]).row(0) == ("2", "paid")


def test_other_tables_are_left_as_they_were():
    columns = {"id": ["ada"], "name": ["Acme"]}

    assert masked("accounts", **columns).equals(masked("accounts", PLAIN, **columns))


def test_without_suppressions_the_masker_is_the_plain_one():
    assert suppressing(PLAIN, Known(()), CONTRACTS) is PLAIN
    assert suppressing(PLAIN, Known(SUPPRESSIONS), CONTRACTS) is not PLAIN
