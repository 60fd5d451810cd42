"""`suitehouse quarantine` as a user runs it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from console import Console
from tiny_crm import TABLES, run

pytestmark = pytest.mark.integration


class CoreConsole(Console):
    """The console script, which must do without Dagster."""

    def __call__(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        found = super().__call__(*arguments)
        assert "dagster" not in found.stderr
        return found


@pytest.fixture
def console(mariadb: Any, tmp_path: Path) -> CoreConsole:
    """The console script on a CRM with two bad dates, one bad text and a good row."""
    url = mariadb.fresh_database()
    run(
        mariadb,
        url,
        *(f"create table {table} ({columns})" for table, columns in TABLES.items()),
        "alter table contacts modify last_name varbinary(100)",
        "set session sql_mode = 'ALLOW_INVALID_DATES'",
        "insert into accounts values ('a-1', 'n', '2026-02-00 10:00:00', 0), "
        "('a-2', 'n', '2026-02-31 10:00:00', 0), ('a-3', 'n', '2026-11-25', 0)",
        "insert into contacts values ('c-[red]\\n', x'4DFC6C6C6572', '2026-11-25', 0)",
    )
    return CoreConsole(url, tmp_path / "home")


def test_an_empty_quarantine(console: CoreConsole, mariadb: Any) -> None:
    run(mariadb, console.url, "delete from accounts", "delete from contacts")
    console("capture", "--tables", "accounts,contacts,users")

    listed, shown = console("quarantine", "list"), console("quarantine", "show", "accounts")
    replayed = console("quarantine", "replay", "--json")

    assert (listed.returncode, listed.stdout) == (0, "nothing is in quarantine\n")
    assert (shown.returncode, shown.stdout) == (0, "no row of accounts is in quarantine\n")
    assert (replayed.returncode, json.loads(replayed.stdout)) == (0, [])


def test_rows_are_counted_shown_and_closed_once_they_are_put_right(
    console: CoreConsole, mariadb: Any
) -> None:
    captured = console("capture", "--tables", "accounts,contacts,users")
    assert captured.returncode == 0
    assert "\naccounts: 2 values did not fit\ncontacts: 1 value did not fit\n" in captured.stdout
    assert captured.stdout.endswith("which rows: suitehouse quarantine list\n")

    listed = console("quarantine", "list", "--json")

    assert listed.returncode == 1
    assert json.loads(listed.stdout) == {
        "rows": [
            {
                "table": "accounts",
                "reason": "does_not_fit",
                "columns": ["date_modified"],
                "rows": 2,
            },
            {"table": "contacts", "reason": "invalid_utf8", "columns": ["last_name"], "rows": 1},
        ],
        "files": [],
    }
    shown = json.loads(console("quarantine", "show", "accounts", "--json").stdout)
    assert [(row["row_key"], row["column"], row["reason"]) for row in shown] == [
        ("a-1", "date_modified", "does_not_fit"),
        ("a-2", "date_modified", "does_not_fit"),
    ]

    run(mariadb, console.url, "update accounts set date_modified = '2026-11-25' where id = 'a-2'")
    replayed = console("quarantine", "replay", "--tables", "accounts", "--json")
    again = console("quarantine", "replay", "--tables", "accounts")

    assert replayed.returncode == 1
    assert json.loads(replayed.stdout) == [{"table": "accounts", "closed": 1, "open": 1}]
    assert (again.returncode, again.stdout) == (1, "accounts: 0 closed, 1 open\n")
    verified = console("verify", "--tables", "accounts,contacts")
    assert verified.returncode == 0, verified.stdout


def test_the_tables_for_people_name_rows_and_no_value(console: CoreConsole) -> None:
    console("capture", "--tables", "accounts,contacts")

    listed, shown = console("quarantine", "list"), console("quarantine", "show", "contacts")

    assert "invalid_utf8" in listed.stdout
    assert "c-[red]?" in shown.stdout
    assert "M" not in shown.stdout.replace("UTC", "")


def test_export_files_that_cannot_be_used_are_named(console: CoreConsole) -> None:
    console("capture", "--tables", "users")
    exports = console.home / "exports"
    exports.mkdir()
    (exports / "notes.csv").write_text("a,b\n1,2\n")

    listed = console("quarantine", "list")
    as_json = json.loads(console("quarantine", "list", "--json").stdout)

    assert listed.returncode == 1
    assert "export file not used: notes.csv: is no export that suitehouse knows" in listed.stdout
    assert [found["name"] for found in as_json["files"]] == ["notes.csv"]


def test_a_table_without_a_contract_and_a_warehouse_that_is_not_there(console: CoreConsole) -> None:
    absent = console("quarantine", "list")
    unknown = console("quarantine", "show", "contact")

    assert (absent.returncode, absent.stdout) == (3, "")
    assert "suitehouse capture" in absent.stderr
    assert unknown.returncode == 2
    assert "Did you mean 'contacts'?" in unknown.stderr


@pytest.mark.parametrize("command", ["list", "show", "replay"])
def test_each_command_has_an_example(console: CoreConsole, command: str) -> None:
    shown = console("quarantine", command, "--help")

    assert shown.returncode == 0
    assert f"Example: suitehouse quarantine {command}" in " ".join(shown.stdout.split())
