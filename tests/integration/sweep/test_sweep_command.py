"""`suitehouse sweep` as a user runs it: on the core alone, with what it healed and why."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from console import Console
from tiny_crm import TABLES, run

from suitehouse.operations.lock import writer_lock
from suitehouse.warehouses.duckdb import DuckDbWarehouse

pytestmark = pytest.mark.integration


@pytest.fixture
def console(mariadb: Any, tmp_path: Path) -> Console:
    """The console script on a tiny CRM with sixty contacts, captured; no table counts as small."""
    url = mariadb.fresh_database()
    rows = ", ".join(f"('row-{n:03}', 'v', '2026-11-25 10:{n:02}:00', 0)" for n in range(60))
    run(
        mariadb,
        url,
        *(f"create table {table} ({columns})" for table, columns in TABLES.items()),
        f"insert into contacts values {rows}",
    )
    (tmp_path / "suitehouse.toml").write_text(
        "[capture]\ntables = ['contacts', 'users']\nsmall_table_rows = 0\n"
        "compare_budget_seconds = 0.0\n",
        encoding="utf-8",
    )
    found = Console(url, tmp_path / "home")
    assert found("capture").returncode == 0
    return found


def test_what_was_healed_is_told_by_table_and_reason(console: Console, mariadb: Any) -> None:
    run(
        mariadb,
        console.url,
        "update contacts set last_name = 'quiet' where id < 'row-003'",
        "delete from contacts where id = 'row-010'",
    )

    swept = console("sweep")
    again = console("sweep", "--tables", "contacts", "--json")

    assert (swept.returncode, again.returncode) == (0, 0), swept.stderr + again.stderr
    assert "imported" not in swept.stderr
    assert "contacts: healed 3 unstamped_update, 1 hard_deleted" in swept.stdout
    assert "2 of 2 tables are proven equal; 4 rows healed, 4 of which no pass" in swept.stdout
    report = json.loads(again.stdout)
    assert (report["status"], report["unreached"]) == ("complete", [])
    assert report["tables"][0]["status"] == "proven"
    assert report["tables"][0]["reasons"]["unstamped_update"] == 0
    assert console("verify").returncode == 0


def test_withheld_removals_exit_with_one(console: Console, mariadb: Any) -> None:
    run(mariadb, console.url, "delete from contacts where id between 'row-010' and 'row-029'")

    swept = console("sweep")

    assert swept.returncode == 1
    assert "20 of the 60 rows of landing.contacts are gone" in swept.stderr
    assert console("verify", "--tables", "contacts").returncode == 1


def test_a_home_without_a_warehouse_is_told_as_verify_tells_it(
    console: Console, tmp_path: Path
) -> None:
    fresh = Console(console.url, tmp_path / "fresh")

    swept, verified = fresh("sweep"), fresh("verify")

    path = tmp_path / "fresh" / "warehouse.duckdb"
    told = f"There is no warehouse at {path}; run `suitehouse capture` first."
    assert (swept.returncode, verified.returncode) == (3, 3)
    assert swept.stderr == verified.stderr == f"suitehouse: {told}\n"
    assert swept.stdout == ""
    assert not path.exists()


def test_a_warehouse_that_nothing_was_captured_into_is_told(
    console: Console, tmp_path: Path
) -> None:
    empty = Console(console.url, tmp_path / "empty")
    DuckDbWarehouse(tmp_path / "empty" / "warehouse.duckdb").close()

    swept = empty("sweep")

    assert swept.returncode == 3
    assert "No table has been captured into the warehouse yet; run `suitehouse capt" in swept.stderr
    assert "no masking key yet" in empty("keys", "show").stdout, "a sweep claims nothing there"


def test_tables_that_were_not_captured_are_named_and_the_others_swept(
    console: Console, mariadb: Any
) -> None:
    run(mariadb, console.url, "create table leads (id char(36) primary key)")

    swept = console("sweep", "--tables", "contacts,leads")

    assert swept.returncode == 0, swept.stderr
    assert "leads: not compared: not captured yet, or not in its present shape" in swept.stdout
    assert "1 of 2 tables are proven equal" in swept.stdout


def test_one_writer_at_a_time(console: Console, tmp_path: Path) -> None:
    with writer_lock(tmp_path / "home"):
        swept = console("sweep")

    assert swept.returncode == 2
    assert "Another run holds" in swept.stderr


def test_another_source_is_refused(console: Console, mariadb: Any) -> None:
    run(mariadb, console.url, "insert into users values ('u1', 'x', '2026-11-25', 0)")
    assert console("capture").returncode == 0
    run(mariadb, console.url, "update users set id = 'u2'")

    swept = console("sweep", "--tables", "contacts")

    assert swept.returncode == 2
    assert "is not the CRM that the warehouse was filled" in swept.stderr
