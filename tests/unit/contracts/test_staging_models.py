from pathlib import Path

import yaml

from suitehouse.contracts.model import TableContract, load_contracts
from suitehouse.contracts.staging import (
    PROJECT_FOLDER,
    generated_paths,
    label_macros,
    staging_files,
    staging_sql,
    staging_yaml,
    write_files,
)

KEEP = {"type": "varchar(36)", "treatment": "keep", "description": "Some column"}


def contract(**changes: object) -> TableContract:
    fields = {
        "table": "things",
        "kind": "base",
        "description": "One row per thing, live or soft-deleted.",
        "owner": "team:crm-data",
        "key": ["id"],
        "lane": "compare",
        "columns": {
            "id": KEEP,
            "state": {**KEEP, "labels": {"a": "Ann's", "b": "Bee"}},
            "secret": {**KEEP, "treatment": "drop"},
            "deleted": {**KEEP, "type": "tinyint(1)"},
        },
    }
    return TableContract.model_validate({**fields, **changes})


def model_of(thing: TableContract) -> dict:
    return yaml.safe_load(staging_yaml(thing))["models"][0]


def test_the_sql_shows_landed_columns_labels_and_live_rows() -> None:
    assert (
        staging_sql(contract())
        == """\
-- Written from the contract of things by `python -m suitehouse.contracts.staging`.
with landed as (

    select * from {{ source('landing', 'things') }}

),

final as (

    select
        id,
        state,
        {{ label_things_state('state') }} as state_label,
        _loaded_at as loaded_at
    from landed
    where _removed_at is null
        and coalesce(deleted, false) = false

)

select * from final
"""
    )


def test_a_table_without_soft_delete_only_leaves_out_removed_rows() -> None:
    sql = staging_sql(contract(columns={"id": KEEP}))

    assert "where _removed_at is null\n\n)" in sql


def test_a_label_with_a_quote_is_escaped_and_an_unknown_key_is_its_own_label() -> None:
    macro = label_macros(contract())["label_things_state"]

    assert """when 'a' then {{ text_literal("Ann's") }}""" in macro
    assert "else {{ key }}" in macro


def test_a_single_key_is_tested_by_itself() -> None:
    assert model_of(contract())["columns"][0]["data_tests"] == ["not_null", "unique"]


def test_a_composite_key_is_tested_as_a_combination() -> None:
    pair = contract(key=["id", "state"])

    assert model_of(pair)["data_tests"] == [
        {"unique_combination": {"arguments": {"columns": ["id", "state"]}}}
    ]
    assert model_of(pair)["columns"][0]["data_tests"] == ["not_null"]


def test_values_outside_a_list_only_warn() -> None:
    assert model_of(contract())["columns"][1]["data_tests"] == [
        {
            "accepted_values": {
                "arguments": {"values": ["", "a", "b"]},
                "config": {"severity": "warn"},
            }
        }
    ]


def test_a_masked_column_is_not_compared_with_its_plain_list() -> None:
    masked = {**KEEP, "treatment": "token", "values": ["Open", "Closed"]}
    column = model_of(contract(columns={"id": KEEP, "state": masked}))["columns"][1]

    assert column == {"name": "state", "description": "Some column (masked: token)"}


def test_the_source_joins_the_landing_asset() -> None:
    source = yaml.safe_load(staging_yaml(contract()))["sources"][0]

    assert source["schema"] == "landing"
    assert source["tables"][0]["config"]["meta"]["dagster"]["asset_key"] == ["landing", "things"]


def test_the_project_on_disk_is_what_the_contracts_say() -> None:
    on_disk = {
        path.relative_to(PROJECT_FOLDER).as_posix(): path.read_text(encoding="utf-8")
        for path in generated_paths()
    }

    assert on_disk == staging_files(load_contracts()), "run: python -m suitehouse.contracts.staging"


def test_writing_again_changes_nothing(tmp_path: Path) -> None:
    files = staging_files({"things": contract()})

    assert write_files(files, tmp_path) == 3
    assert write_files(files, tmp_path) == 0


def test_writing_removes_what_no_contract_speaks_of(tmp_path: Path) -> None:
    write_files(staging_files({"things": contract()}), tmp_path)

    write_files(staging_files({"things": contract(columns={"id": KEEP})}), tmp_path)

    names = [path.name for path in generated_paths(tmp_path)]
    assert names == ["stg_suitecrm__things.sql", "stg_suitecrm__things.yml"]


def test_every_model_and_column_is_described() -> None:
    for table, thing in load_contracts().items():
        model = model_of(thing)
        assert model["description"].strip(), table
        assert all(column["description"].strip() for column in model["columns"]), table


def test_every_mart_is_in_the_reference() -> None:
    reference = (PROJECT_FOLDER.parent / "docs" / "reference" / "models.md").read_text("utf-8")

    marts = [path.stem for path in (PROJECT_FOLDER / "models" / "marts").glob("*.sql")]

    assert len(marts) == 6
    assert [mart for mart in marts if f"| `{mart}` |" not in reference] == []
