"""The masker over whole batches: default deny, audit tables, card numbers, nothing let through."""

from __future__ import annotations

import polars as pl
import pytest

from suitehouse.contracts.model import Column, TableContract, load_contracts
from suitehouse.errors import ContractError
from suitehouse.privacy.canaries import canary
from suitehouse.privacy.keys import MaskingKey
from suitehouse.privacy.masking import Masker
from suitehouse.privacy.person_names import PersonNames

CONTRACTS = load_contracts()
VISA = "4000 0000 0000 0002"


@pytest.fixture
def masker() -> Masker:
    made = Masker(MaskingKey(bytes(range(32))))
    made.know(None, PersonNames([]))
    return made


def text_frame(columns: dict[str, list[str | None]]) -> pl.DataFrame:
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))


def audit_frame(field: str, before: str | None, after: str | None = None) -> pl.DataFrame:
    return text_frame(
        {
            "field_name": [field],
            "before_value_string": [before],
            "after_value_string": [after],
        }
    )


def test_a_column_outside_the_contract_is_refused(masker: Masker) -> None:
    frame = text_frame({"id": ["1"], "shoe_size_c": ["44"]})

    with pytest.raises(ContractError, match=r"contacts.*shoe_size_c") as caught:
        masker.mask(frame, CONTRACTS["contacts"])

    assert "44" not in str(caught.value)


def test_landed_columns_come_back_as_text_in_contract_order(masker: Masker) -> None:
    contract = CONTRACTS["contacts"]
    frame = text_frame({c.name: [None, "x"] for c in reversed(contract.columns)})

    masked = masker.mask(frame, contract)

    assert masked.columns == [column.name for column in contract.landed]
    assert set(masked.dtypes) == {pl.String}
    assert masked.height == 2


def test_columns_that_the_source_lacks_are_not_invented(masker: Masker) -> None:
    masked = masker.mask(text_frame({"last_name": ["Lee"], "id": ["1"]}), CONTRACTS["contacts"])

    assert masked.columns == ["id", "last_name"]


def test_an_empty_batch_stays_empty(masker: Masker) -> None:
    contract = CONTRACTS["leads_audit"]
    masked = masker.mask(text_frame({c.name: [] for c in contract.columns}), contract)

    assert masked.shape == (0, len(contract.landed))


@pytest.mark.parametrize("table", sorted(CONTRACTS))
def test_no_personal_value_of_any_table_comes_out(masker: Masker, table: str) -> None:
    contract = CONTRACTS[table]
    shown = {"keep", "organisation", "audit_value"}
    personal = [c for c in contract.columns if c.treatment not in shown]
    planted = {c.name: [f"{canary(table, c.name)}@canary.example"] for c in personal}

    masked = masker.mask(text_frame(planted), contract)

    # Two letters of a postal code remain, "Qx" of every canary.
    out = " ".join(str(value) for row in masked.rows() for value in row)
    assert "canary" not in out.replace("@canary.example", "")
    assert not any(canary(table, name).lower() in out.lower() for name in planted)


@pytest.mark.parametrize("table", sorted(t for t, c in CONTRACTS.items() if c.kind == "audit"))
def test_an_audit_table_tells_only_what_its_base_table_keeps(masker: Masker, table: str) -> None:
    base = CONTRACTS[table.removesuffix("_audit")]
    fields = [column.name for column in base.columns]
    values = [canary(base.table, field) for field in fields]
    frame = text_frame({"field_name": list(fields), "before_value_text": list(values)})

    masked = masker.mask(frame, CONTRACTS[table])["before_value_text"].to_list()

    told = {field for field, value in zip(fields, values, strict=True) if value in masked}
    assert told <= {column.name for column in base.columns if column.treatment == "keep"}
    assert not told & {"first_name", "last_name", "phone_work", "email_address", "description"}


def test_an_audited_value_has_the_token_of_the_audited_column(masker: Masker) -> None:
    base = masker.mask(text_frame({"last_name": ["O'Neil"]}), CONTRACTS["contacts"])
    audit = masker.mask(audit_frame("last_name", "o'NEIL", "  "), CONTRACTS["contacts_audit"])

    assert audit["before_value_string"].item() == base["last_name"].item()
    assert audit["after_value_string"].item() == ""


@pytest.mark.parametrize(
    ("table", "field", "before", "expected"),
    [
        ("opportunities_audit", "sales_stage", "Closed Won", "Closed Won"),
        ("opportunities_audit", "amount", "100.5", "100.5"),
        ("contacts_audit", "assigned_user_id", "seed_will_id", "seed_will_id"),
        ("contacts_audit", "assigned_user_id", "1", "1"),
        ("contacts_audit", "assigned_user_id", "", ""),
        ("contacts_audit", "birthdate", "1984-02-29", "1984"),
        ("contacts_audit", "primary_address_postalcode", "sw1a 1aa", "SW"),
        # A key column that was audited with the name of whom it points to.
        ("aos_invoices_audit", "billing_contact_id", "Jo Max", None),
        ("aos_invoices_audit", "billing_contact_id", "Max", None),
        # No column of the audited table.
        ("aos_invoices_audit", "billing_contact", "Jo Max", None),
        ("contacts_audit", "Last_Name", "Lee", None),
        ("contacts_audit", "loyalty_tier_c", "Gold", None),
        ("contacts_audit", "", "Lee", None),
        # A column that does not leave the source.
        ("contacts_audit", "primary_address_street", "1 High St", None),
        ("contacts_audit", "description", "called her mother", None),
    ],
)
def test_audit_values_follow_the_audited_column(
    masker: Masker, table: str, field: str, before: str, expected: str | None
) -> None:
    masked = masker.mask(audit_frame(field, before), CONTRACTS[table])

    assert masked["before_value_string"].item() == expected
    assert masked["after_value_string"].item() is None


def test_an_audit_table_without_a_known_base_table_tells_nothing() -> None:
    masker = Masker(MaskingKey(bytes(range(32))), contracts={})

    masked = masker.mask(audit_frame("sales_stage", "Closed Won"), CONTRACTS["opportunities_audit"])

    assert masked["before_value_string"].item() is None


def test_audit_values_of_an_unnamed_field_are_not_shown(masker: Masker) -> None:
    frame = audit_frame("sales_stage", "Closed Won").drop("field_name")

    masked = masker.mask(frame, CONTRACTS["opportunities_audit"])

    assert masked.columns == ["before_value_string", "after_value_string"]
    assert masked.row(0) == (None, None)


def test_card_numbers_are_refused_and_counted(masker: Masker) -> None:
    accounts = text_frame({"id": ["1", "2", "3", "4"],
                           "name": ["Acme", f"pay {VISA}", f"pay {VISA}", None]})  # fmt: skip

    masked = masker.mask(accounts, CONTRACTS["accounts"])
    masker.mask(accounts, CONTRACTS["accounts"])

    assert masked["name"].to_list() == ["Acme", None, None, None]
    assert masked["id"].to_list() == ["1", "2", "3", "4"]
    assert masker.card_refusals == {("accounts", "name"): 4}


def test_a_long_number_that_is_no_card_is_not_counted(masker: Masker) -> None:
    masked = masker.mask(text_frame({"name": ["1234567890123"]}), CONTRACTS["accounts"])

    assert masked["name"].item() == "1234567890123"
    assert masker.card_refusals == {}


def test_card_numbers_are_refused_in_audit_values(masker: Masker) -> None:
    masked = masker.mask(audit_frame("rating", VISA, "Acme"), CONTRACTS["accounts_audit"])

    assert masked["before_value_string"].item() is None
    assert masked["after_value_string"].item() == "Acme"
    assert masker.card_refusals == {("accounts_audit", "before_value_string"): 1}


def test_a_party_of_another_system_gets_the_token_of_the_landed_column(masker: Masker) -> None:
    landed = masker.mask(text_frame({"last_name": ["Lee"]}), CONTRACTS["contacts"])
    other = masker.token("name", pl.Series("customer", [" LEE", None]))

    assert other.to_list() == [landed["last_name"].item(), None]
    assert other.name == "customer"


def test_an_unknown_treatment_is_a_contract_error(masker: Masker) -> None:
    column = Column(name="x", type="text", treatment="shred", description="X")
    contract = TableContract(
        table="things", kind="base", description="", owner="", key=("x",), lane="full",
        columns=(column,),
    )  # fmt: skip

    with pytest.raises(ContractError, match="shred"):
        masker.mask(text_frame({"x": ["a"]}), contract)
