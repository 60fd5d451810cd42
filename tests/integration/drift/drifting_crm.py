"""A CRM with tables just as their contracts say, and what a warehouse noted of its drift."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from captures import Capturer
from tiny_crm import run

from suitehouse.contracts.model import load_contracts
from suitehouse.demo.schema import create_table_statement
from suitehouse.settings import CapturePolicy

TABLES = ("accounts", "accounts_cstm", "contacts", "opportunities", "tasks", "users")
ROWS = 5

Alter = Callable[..., None]

_STAMP = "'2026-11-25 07:00:00'"


def captured_crm(mariadb: Any, folder: Path) -> Capturer:
    """Five rows a table; custom fields of each account; captured once, then by window."""
    url = mariadb.fresh_database()
    contracts = {table: load_contracts()[table] for table in TABLES}
    run(mariadb, url, *map(create_table_statement, contracts.values()))
    run(mariadb, url, *(statement for n in range(ROWS) for statement in _rows(n)))
    policy = CapturePolicy(tables=TABLES, attempts=3, small_table_rows=0)
    capturer = Capturer(url, folder / "w.duckdb", policy=policy)
    capturer.run()
    return capturer


def noted(crm: Capturer) -> list[tuple[str, str, str, bool]]:
    """Return table, column, change, and whether it goes on, of every difference noted so far."""
    return crm.rows(
        "select table_name, column_name, change, ended_at is null from ops.schema_changes "
        "order by noticed_at, run_id, table_name, column_name, change"
    )


def all_equal(crm: Capturer) -> bool:
    """Whether verify finds every table equal."""
    return {found.verdict for found in crm.verify(*TABLES)} == {"equal"}


def _rows(n: int) -> tuple[str, ...]:
    return (
        "insert into accounts (id, name, employees, date_modified) "
        f"values ('a{n}', 'N', '{n}0', {_STAMP})",
        f"insert into accounts_cstm (id_c) values ('a{n}')",
        "insert into contacts (id, last_name, department, date_modified) "
        f"values ('c{n}', 'L{n}', 'D{n}', {_STAMP})",
        "insert into opportunities (id, amount, probability, sales_stage, date_closed, "
        f"date_modified) values ('o{n}', {n}.5, {n}, 'Closed Won', '2026-10-0{n + 1}', {_STAMP})",
        "insert into tasks (id, status, priority, date_modified) "
        f"values ('t{n}', 'Status {n}', 'P', {_STAMP})",
        "insert into users (id, status, created_by, date_modified) "
        f"values ('u{n}', 'A', '1', {_STAMP})",
    )
