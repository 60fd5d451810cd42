"""The pages of settings and commands say what there is, no more and no less."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from pipelines import cli, commands, instance
from suitehouse import errors
from suitehouse.discovery import objects_in
from suitehouse.modelling import runner
from suitehouse.operations.lock import LOCK_FILE
from suitehouse.settings import Policy, Settings
from suitehouse.warehouses.duckdb import DuckDbWarehouse

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"


def rows(page: str, section: str = "") -> dict[str, list[str]]:
    """Return the cells of a section's table by the code in their first cell."""
    text = (REFERENCE / page).read_text(encoding="utf-8")
    body = text.split(f"## {section}\n", 1)[1].split("\n## ")[0] if section else text
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in body.splitlines()
        if line.startswith("| ")
    ]
    return {first.strip("`"): rest for first, *rest in cells[1:]}


def policy_fields(model: BaseModel, prefix: str = "") -> Iterator[tuple[str, str]]:
    for name in type(model).model_fields:
        value = getattr(model, name)
        if isinstance(value, BaseModel):
            yield from policy_fields(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", f"`{json.dumps(value, default=str)}`"


def test_every_environment_variable_is_listed_and_no_other() -> None:
    fields = {f"SUITEHOUSE_{name.upper()}" for name in Settings.model_fields}
    others = {cli.DEBUG_VARIABLE, instance.POSTGRES_VARIABLE, runner.DATABASE_VARIABLE}

    assert set(rows("settings.md", "Environment variables")) == fields | others


def test_every_policy_field_is_listed_with_its_default() -> None:
    listed = {name: cells[0] for name, cells in rows("settings.md", "suitehouse.toml").items()}

    assert listed == dict(policy_fields(Policy()))


def test_every_exit_status_is_listed() -> None:
    raised = {
        found.exit_status
        for found in vars(errors).values()
        if isinstance(found, type) and issubclass(found, errors.SuitehouseError)
    }
    listed = {int(status) for status in rows("settings.md", "Exit statuses")}

    assert listed == {0, *raised, cli.INTERRUPTED, cli.TERMINATED}


def test_every_ops_table_is_listed(tmp_path: Path) -> None:
    with DuckDbWarehouse(tmp_path / "w.duckdb") as warehouse:
        found = warehouse.read("select table_name from duckdb_tables() where schema_name = 'ops'")
    made = {f"ops.{name}" for name in found.column(0).to_pylist()}

    assert set(rows("settings.md", "Tables in `ops`")) == made


@pytest.mark.parametrize("path", ["warehouse_path", "published_path"])
def test_the_files_of_the_home_are_where_the_page_says(path: str) -> None:
    listed = rows("settings.md", "Files in the home")

    assert str(getattr(Settings(home=Path()), path)) in listed
    assert LOCK_FILE in listed


def test_every_command_is_listed_and_no_other() -> None:
    assert set(rows("commands.md")) == {f"suitehouse {name}" for name in objects_in(commands)}
