"""What a table is, by its structure; and what of it may leave before anybody decided."""

from __future__ import annotations

import pytest

from suitehouse.contracts.model import TableContract, load_contracts
from suitehouse.drift.new_tables import contract_for
from suitehouse.drift.proposals import NOT_CLASSIFIED, proposal, unclassified
from suitehouse.privacy.treatment import known_treatments
from suitehouse.source.catalogue import SourceColumn, SourceTable

MODULE = {
    "id": "char(36)",
    "name": "varchar(255)",
    "date_entered": "datetime",
    "date_modified": "datetime",
    "modified_user_id": "char(36)",
    "created_by": "varchar(36)",
    "description": "text",
    "deleted": "tinyint(1)",
    "price": "decimal(26,6)",
}
AUDIT = {
    "id": "char(36)",
    "parent_id": "char(36)",
    "date_created": "datetime",
    "created_by": "varchar(36)",
    "field_name": "varchar(100)",
    "data_type": "varchar(100)",
    "before_value_string": "varchar(255)",
    "after_value_string": "varchar(255)",
    "before_value_text": "text",
    "after_value_text": "text",
}
LINK = {
    "id": "varchar(36)",
    "date_modified": "datetime",
    "deleted": "tinyint(1)",
    "abc_contacts_1abc_ida": "varchar(36)",
    "abc_contacts_1contacts_idb": "varchar(36)",
}


def table(name: str, columns: dict[str, str], key: str | None = "id") -> SourceTable:
    return SourceTable(
        name, tuple(SourceColumn(n, kind, n == key, None) for n, kind in columns.items()), 1
    )


def made(name: str, columns: dict[str, str], key: str | None = "id") -> TableContract:
    contract = contract_for(table(name, columns, key), {"abc", *load_contracts()})
    assert contract is not None
    return contract


def landed(contract: TableContract) -> list[str]:
    return [column.name for column in contract.landed]


def test_a_module_lands_what_suitecrm_makes_in_every_module_and_nothing_else() -> None:
    contract = made("abc", MODULE)

    assert (contract.kind, contract.lane, contract.cursor) == ("base", "stamp", "date_modified")
    assert landed(contract) == [
        "id",
        "date_entered",
        "date_modified",
        "modified_user_id",
        "created_by",
        "deleted",
    ]
    held_back = {c.name: c.reason for c in contract.columns if not c.is_landed}
    assert held_back == dict.fromkeys(("name", "description", "price"), NOT_CLASSIFIED)


def test_a_known_name_of_another_type_is_not_known() -> None:
    contract = made("abc", {**MODULE, "created_by": "varchar(255)", "date_modified": "text"})

    assert not {"created_by", "date_modified"} & set(landed(contract))
    assert (contract.lane, contract.cursor) == ("compare", None)


def test_custom_fields_follow_their_parent() -> None:
    contract = made("abc_cstm", {"id_c": "char(36)", "birth_date_c": "date"}, "id_c")

    assert (contract.kind, contract.lane) == ("custom", "with_parent")
    assert contract.parent is not None
    assert (contract.parent.table, contract.parent.column) == ("abc", "id_c")
    assert landed(contract) == ["id_c"]


def test_custom_fields_of_a_table_without_a_contract_are_compared() -> None:
    contract = contract_for(table("alerts_cstm", {"id_c": "char(36)"}, "id_c"), ())

    assert contract is not None
    assert (contract.lane, contract.parent) == ("compare", None)


def test_an_audit_table_treats_values_as_the_audited_field() -> None:
    contract = made("abc_audit", AUDIT)

    assert (contract.kind, contract.lane, contract.cursor) == ("audit", "append", "date_created")
    assert {c.treatment for c in contract.columns if "_value_" in c.name} == {"audit_value"}


def test_a_link_table_lands_its_two_ends() -> None:
    contract = made("abc_contacts_1_c", LINK)

    assert (contract.kind, contract.lane) == ("relationship", "stamp")
    assert landed(contract) == list(LINK)


@pytest.mark.parametrize("kind", ["varchar(255)", "text", "decimal(20,0)"])
def test_a_table_whose_key_may_say_who_it_is_gets_no_contract(kind: str) -> None:
    assert contract_for(table("abc", {**MODULE, "id": kind}), ()) is None
    assert contract_for(table("abc", {"name": "varchar(9)"}, None), ()) is None


def test_shipped_contracts_are_recognised_as_what_they_are() -> None:
    odd = {"emails_text", "emails_email_addr_rel", "currencies"}  # by hand, for good reasons
    differing = []
    for name, contract in load_contracts().items():
        live = SourceTable(
            name,
            tuple(
                SourceColumn(c.name, c.type, c.name in contract.key, None) for c in contract.columns
            ),
            1,
        )
        found = contract_for(live, load_contracts())
        facts = found and (found.key, found.lane, found.cursor, found.parent)
        if facts != (contract.key, contract.lane, contract.cursor, contract.parent):
            differing.append(name)

    assert set(differing) == odd - {"currencies"}


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("private_email_c", "varchar(255)", ("email", "domain")),
        ("mobile_2_c", "varchar(50)", ("phone", "token")),
        ("birth_date_c", "date", ("birthdate", "year")),
        ("next_call_c", "datetime", ("none", "keep")),
        ("iban_c", "varchar(34)", ("credential", "drop")),
        ("passport_no_c", "varchar(20)", ("identifier", "drop")),
        ("home_street_c", "varchar(150)", ("address", "drop")),
        ("home_postalcode_c", "varchar(20)", ("address", "region")),
        ("mother_maiden_name_c", "varchar(50)", ("name", "token")),
        ("project_name_c", "varchar(50)", ("free_text", "token")),
        ("salary_c", "decimal(26,6)", ("financial", "drop")),
        ("budget_c", "decimal(26,6)", ("financial", "keep")),
        ("seats_c", "int(11)", ("none", "keep")),
        ("is_vip_c", "tinyint(1)", ("none", "keep")),
        ("latitude_c", "float(10,8)", ("address", "drop")),
        ("account_id_c", "char(36)", ("identifier", "keep")),
        ("account_id_c", "varchar(255)", ("free_text", "drop")),
        ("tier_status_c", "varchar(100)", ("none", "keep")),
        ("whatever_c", "varchar(100)", ("free_text", "drop")),
        ("whatever_c", "longtext", ("free_text", "drop")),
        ("picture_c", "longblob", ("free_text", "drop")),
    ],
)
def test_a_proposal_comes_of_name_and_type(name: str, kind: str, expected: tuple[str, str]) -> None:
    found = proposal(name, kind)

    assert (found.privacy_class, found.treatment) == expected
    assert found.treatment in known_treatments()


def test_proposals_are_never_laxer_than_what_people_decided_for_personal_text() -> None:
    """Against the shipped contracts: what a person keeps back is not proposed to be kept."""
    laxer = [
        f"{contract.table}.{column.name}"
        for contract in load_contracts().values()
        for column in contract.columns
        if column.privacy_class not in {"none", "identifier"}
        and column.treatment != "keep"
        and proposal(column.name, column.type).treatment == "keep"
    ]

    assert laxer == []


@pytest.mark.parametrize(
    ("sql", "default"),
    [("'it''s'", "it's"), ("NULL", None), (None, None), ("current_timestamp()", None), ("0", "0")],
)
def test_only_a_literal_default_is_written(sql: str | None, default: str | None) -> None:
    column = SourceColumn("x_c", "varchar(9)", False, None, "", True, sql)

    assert unclassified(column).default == default
