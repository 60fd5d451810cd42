"""The contracts on disk are what the code believes they are."""

from pathlib import Path

import pytest

from suitehouse.contracts.model import CONTRACT_FOLDER, Column, load_contracts
from suitehouse.discovery import objects_in
from suitehouse.errors import ContractError
from suitehouse.privacy import treatments

MINIMAL = """
table: things
kind: base
description: One row per thing.
owner: team:crm-data
key: [id]
lane: stamp
cursor: date_modified
columns:
  id: {type: char(36), treatment: keep, description: Key}
  date_modified: {type: datetime, treatment: keep, description: Stamp}
"""


def write(folder: Path, text: str, name: str = "things") -> Path:
    (folder / f"{name}.yml").write_text(text)
    return folder


def test_every_contract_on_disk_loads() -> None:
    contracts = load_contracts()

    assert len(contracts) == 162
    assert {"accounts", "contacts", "users", "aos_invoices", "email_addr_bean_rel"} <= set(
        contracts
    )


def test_every_treatment_named_in_a_contract_exists() -> None:
    named = {c.treatment for contract in load_contracts().values() for c in contract.columns}

    assert named <= set(objects_in(treatments))


def test_credentials_never_land() -> None:
    landed = [
        f"{contract.table}.{column.name}"
        for contract in load_contracts().values()
        for column in contract.columns
        if column.privacy_class == "credential" and column.is_landed
    ]

    assert landed == []


def test_every_personal_column_says_why_it_is_treated_so() -> None:
    silent = [
        f"{contract.table}.{column.name}"
        for contract in load_contracts().values()
        for column in contract.columns
        if column.privacy_class != "none" and not column.reason
    ]

    assert silent == []


def test_only_keys_are_kept_for_the_reason_that_they_are_keys() -> None:
    kept_as_keys = [
        (f"{contract.table}.{column.name}", column.type)
        for contract in load_contracts().values()
        for column in contract.columns
        if column.reason and column.reason.startswith("surrogate key")
    ]

    assert kept_as_keys
    assert [each for each in kept_as_keys if each[1] not in {"char(36)", "varchar(36)"}] == []


@pytest.mark.parametrize(
    ("table", "column", "treatment"),
    [
        ("leads", "website", "token"),
        ("documents", "doc_url", "drop"),
        ("documents", "doc_id", "drop"),
        ("document_revisions", "doc_url", "drop"),
        ("document_revisions", "doc_id", "drop"),
    ],
)
def test_links_that_name_a_person_or_open_a_document_are_not_kept(
    table: str, column: str, treatment: str
) -> None:
    assert load_contracts()[table].column(column).treatment == treatment


def test_parents_of_contracts_have_contracts() -> None:
    contracts = load_contracts()
    parents = {c.parent.table for c in contracts.values() if c.parent}

    assert parents <= set(contracts)


@pytest.mark.parametrize(
    ("source_type", "privacy_class", "treatment", "landing_type"),
    [
        ("datetime", "none", "keep", "TIMESTAMP"),
        ("tinyint(1)", "none", "keep", "BOOLEAN"),
        ("tinyint(4)", "none", "keep", "INTEGER"),
        ("double", "financial", "keep", "DECIMAL(26,6)"),
        ("double", "none", "keep", "DOUBLE"),
        ("decimal(26,6)", "financial", "keep", "DECIMAL(26,6)"),
        ("decimal(18,4)", "none", "keep", "DECIMAL(18,4)"),
        ("int(10) unsigned", "none", "keep", "BIGINT"),
        ("date", "birthdate", "year", "INTEGER"),
        ("varchar(100)", "name", "token", "VARCHAR"),
    ],
)
def test_landing_type_follows_source_type_and_treatment(
    source_type: str, privacy_class: str, treatment: str, landing_type: str
) -> None:
    column = Column.model_validate(
        {
            "name": "c",
            "type": source_type,
            "class": privacy_class,
            "treatment": treatment,
            "description": "A column",
        }
    )

    assert column.landing_type == landing_type


def test_a_cursor_that_is_not_a_column_is_refused(tmp_path: Path) -> None:
    folder = write(tmp_path, MINIMAL.replace("cursor: date_modified", "cursor: changed_at"))

    with pytest.raises(ContractError, match="changed_at"):
        dict(load_contracts(folder))


def test_a_pinned_lane_that_the_structure_does_not_allow_is_refused(tmp_path: Path) -> None:
    folder = write(tmp_path, MINIMAL + "pinned_lane: with_parent\n")

    with pytest.raises(
        ContractError, match="'with_parent' is none of stamp, append, compare, full"
    ):
        dict(load_contracts(folder))


def test_a_table_can_be_pinned_to_being_compared(tmp_path: Path) -> None:
    folder = write(tmp_path, MINIMAL + "pinned_lane: compare\noverlap_seconds: 60\n")

    contract = load_contracts(folder)["things"]

    assert (contract.lane, contract.pinned_lane, contract.overlap_seconds) == (
        "stamp",
        "compare",
        60,
    )


def test_an_unknown_field_is_refused(tmp_path: Path) -> None:
    folder = write(tmp_path, MINIMAL + "colour: blue\n")

    with pytest.raises(ContractError, match=r"things\.yml"):
        dict(load_contracts(folder))


def test_a_contract_in_another_tables_file_is_refused(tmp_path: Path) -> None:
    folder = write(tmp_path, MINIMAL, name="others")

    with pytest.raises(ContractError, match="others"):
        dict(load_contracts(folder))


@pytest.mark.parametrize("name", ["_run_id", "_Loaded_At", "_state", "_valid_to", "ROWID"])
def test_a_column_called_as_the_warehouses_own_cannot_land(tmp_path: Path, name: str) -> None:
    shipped = (CONTRACT_FOLDER / "accounts_cstm.yml").read_text(encoding="utf-8")
    path = tmp_path / "accounts_cstm.yml"
    line = "\n  {}: {{type: int(11), treatment: {}, description: Odd}}\n"
    path.write_text(shipped.rstrip("\n") + line.format(name, "keep"))

    with pytest.raises(ContractError, match=rf"accounts_cstm\.yml.*column {name} .*drop"):
        load_contracts(tmp_path)["accounts_cstm"]

    path.write_text(shipped.rstrip("\n") + line.format(name, "drop"))
    load_contracts.cache_clear()
    assert load_contracts(tmp_path)["accounts_cstm"].column(name).is_landed is False
