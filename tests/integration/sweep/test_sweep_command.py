"""`suitehouse sweep` as a user runs it: on the core alone, with what it healed and why."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tiny_crm import TABLES, run

from suitehouse.operations.lock import writer_lock

pytestmark = pytest.mark.integration

_REPOSITORY = Path(__file__).resolve().parents[3]
_PROGRAM = """
import sys
from pipelines.cli import main
try:
    main()
finally:
    heavy = {"dagster", "pandas"} & set(sys.modules)
    sys.stderr.write(f"imported {heavy}\\n" if heavy else "")
"""


@pytest.fixture
def console(mariadb: Any, tmp_path: Path) -> Any:
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
    environment = {
        **os.environ,
        "SUITEHOUSE_HOME": str(tmp_path / "home"),
        "SUITEHOUSE_SOURCE_URL": url,
        "SUITEHOUSE_MASKING_KEY": "env:COMMAND_TEST_KEY",
        "COMMAND_TEST_KEY": bytes(range(32)).hex(),
        "PYTHONPATH": str(_REPOSITORY),
    }

    def call(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", _PROGRAM, *arguments],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    call.url = url  # type: ignore[attr-defined]
    assert call("capture").returncode == 0
    return call


def test_what_was_healed_is_told_by_table_and_reason(console: Any, mariadb: Any) -> None:
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


def test_withheld_removals_exit_with_one(console: Any, mariadb: Any) -> None:
    run(mariadb, console.url, "delete from contacts where id between 'row-010' and 'row-029'")

    swept = console("sweep")

    assert swept.returncode == 1
    assert "20 of the 60 rows of landing.contacts are gone" in swept.stderr
    assert console("verify", "--tables", "contacts").returncode == 1


def test_one_writer_at_a_time(console: Any, tmp_path: Path) -> None:
    with writer_lock(tmp_path / "home"):
        swept = console("sweep")

    assert swept.returncode == 2
    assert "Another run holds" in swept.stderr


def test_another_source_is_refused(console: Any, mariadb: Any) -> None:
    run(mariadb, console.url, "insert into users values ('u1', 'x', '2026-11-25', 0)")
    assert console("capture").returncode == 0
    run(mariadb, console.url, "update users set id = 'u2'")

    swept = console("sweep", "--tables", "contacts")

    assert swept.returncode == 2
    assert "is not the CRM that the warehouse was filled" in swept.stderr
