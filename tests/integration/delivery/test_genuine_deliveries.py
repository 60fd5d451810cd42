"""A genuine SuiteCRM in PostgreSQL and in a second file at once, and some of it in Parquet files:
every row as the writer has it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
import psycopg2
import pytest
from console import Console
from genuine import journal, load_genuine, replay
from postgres import fresh_database

from suitehouse.targets.opening import open_target

pytestmark = pytest.mark.integration
Rows = list[tuple[str, ...]]


@dataclass(slots=True)
class Supplied:
    """A home whose writer supplies two warehouses, and the CRM it reads."""

    console: Console
    crm: str
    postgres: str
    file: str
    folder: str

    def run(self, *words: str, status: int = 0) -> str:
        """Run a command, expect its exit status, and return what it printed."""
        ran = self.console(*words, timeout=300)
        assert ran.returncode == status, ran.stderr
        return ran.stdout

    def deliveries(self, since: int = 0) -> list[tuple[str, str, str, int]]:
        """Return target, relation, mode and rows of deliveries after so many."""
        with duckdb.connect(str(self.writer), read_only=True) as writer:
            return writer.execute(
                "select target, relation, mode, sent_rows from ops.deliveries where rowid >= ?",
                [since],
            ).fetchall()

    @property
    def writer(self) -> Path:
        """The writer's file."""
        return self.console.home / "warehouse.duckdb"

    def assert_same(self, *urls: str, tables: tuple[str, ...] = ()) -> int:
        """Compare relations of landing and history, value by value; return how many."""
        with duckdb.connect(str(self.writer), read_only=True) as writer:
            relations = writer.execute(
                "select schema_name, table_name, list(column_name order by column_index) "
                "from duckdb_columns() where schema_name in ('landing', 'history') "
                "and column_name <> '_state' group by all order by all"
            ).fetchall()
            relations = [
                each
                for each in relations
                if self._was_loaded(writer, each[1]) and each[1] in (tables or (each[1],))
            ]
            for url in urls or (self.postgres, self.file):
                with closing(open_target(url)) as target:
                    for schema, table, columns in relations:
                        names = ", ".join(f'"{name}"' for name in columns)
                        query = f'select {names} from "{schema}"."{table}"'
                        here = plain(writer.execute(query).to_arrow_table().to_pylist())
                        assert plain(target.read(query).to_pylist()) == here, (url, schema, table)
        return len(relations)

    @staticmethod
    def _was_loaded(writer: duckdb.DuckDBPyConnection, table: str) -> bool:
        found = writer.execute("select 1 from ops.table_loads where table_name = ?", [table])
        return bool(found.fetchall())


def some(table: str, rows: int) -> str:
    return f"id in (select id from landing.{table} where _removed_at is null limit {rows})"


def plain(rows: list[dict[str, Any]]) -> Rows:
    return sorted(tuple(as_text(value) for value in row.values()) for row in rows)


def as_text(value: Any) -> str:
    """A value as text; decimals alike, which PostgreSQL's driver hands over as text."""
    if not isinstance(value, (str, Decimal)) or "." not in str(value):
        return str(value)
    try:
        return f"{Decimal(value).normalize():f}"
    except ArithmeticError:
        return str(value)


@pytest.fixture(scope="module")
def supplied(mariadb: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Supplied]:
    """The genuine CRM, captured once, with nothing of its journal yet."""
    folder = tmp_path_factory.mktemp("supplied")
    crm = mariadb.fresh_database()
    load_genuine(crm)
    with fresh_database() as postgres:
        file = f"duckdb:///{folder}/second.duckdb"
        files = f"parquet:///{folder}/files"
        console = Console(crm, folder / "home")
        console.environment["SUITEHOUSE_WAREHOUSE_URL"] = f"env:WHERE_TO {file}"
        console.environment["WHERE_TO"] = postgres
        made = Supplied(console, crm, postgres, file, files)
        made.run("capture")
        yield made


def test_one_read_of_the_crm_supplies_both(supplied: Supplied) -> None:
    verdicts = json.loads(supplied.run("verify", "--json"))

    assert {verdict["verdict"] for verdict in verdicts} == {"equal"}
    assert len(verdicts) > 160
    said = supplied.run("verify", "--tables", "users").splitlines()[-1]
    assert said.startswith("1 of 1 tables are equal, here and in postgresql://")
    assert said.endswith("/second.duckdb")
    assert supplied.assert_same() > 160


def test_changes_deletes_and_versions_follow(supplied: Supplied) -> None:
    before = len(supplied.deliveries())
    operations = journal()
    replay(supplied.crm, list(islice(operations, 200)))
    supplied.run("capture")
    replay(supplied.crm, list(islice(operations, 100)))
    supplied.run("sweep")

    assert supplied.assert_same() > 160
    sent = supplied.deliveries(before)
    assert {mode for _, _, mode, _ in sent} == {"merge", "replace"}
    assert {relation.partition(".")[0] for _, relation, mode, _ in sent if mode == "merge"} == {
        "landing",
        "history",
        "ops",
    }
    assert {v["verdict"] for v in json.loads(supplied.run("verify", "--json"))} == {"equal"}


def test_nothing_is_sent_where_nothing_changed(supplied: Supplied) -> None:
    before = len(supplied.deliveries())

    supplied.run("capture")

    sent = supplied.deliveries(before)
    assert {relation.partition(".")[0] for _, relation, _, _ in sent} == {"ops"}
    # The log of loads grows with every pass: only its end is sent.
    loads = {(mode, rows) for _, relation, mode, rows in sent if relation == "ops.table_loads"}
    assert [mode for mode, _ in loads] == ["merge"]
    with duckdb.connect(str(supplied.writer), read_only=True) as writer:
        noted = writer.execute("select count(*) from ops.table_loads").fetchall()[0][0]
    with closing(open_target(supplied.postgres)) as target:
        there = target.read("select count(*) as n from ops.table_loads").to_pylist()
    assert there == [{"n": noted}]
    assert all(rows < noted for _, rows in loads)


def test_a_folder_of_parquet_files_follows_too(supplied: Supplied) -> None:
    tables = ("accounts", "contacts", "opportunities", "users")
    words = ("--tables", ",".join(tables))
    usual = supplied.console.environment["SUITEHOUSE_WAREHOUSE_URL"]
    supplied.console.environment["SUITEHOUSE_WAREHOUSE_URL"] = supplied.folder
    try:
        supplied.run("deliver", *words)
        replay(supplied.crm, list(islice(journal(), 300, 330)))
        supplied.run("capture", *words)
    finally:
        supplied.console.environment["SUITEHOUSE_WAREHOUSE_URL"] = usual
    supplied.run("deliver")

    assert supplied.assert_same(supplied.folder, tables=tables) > len(tables)


def test_what_somebody_changed_there_is_found_and_put_right(supplied: Supplied) -> None:
    connection = psycopg2.connect(supplied.postgres)
    with closing(connection), connection.cursor() as cursor:
        cursor.execute(f"delete from landing.users where {some('users', 2)}")
        cursor.execute(f"update landing.accounts set _digest = 1 where {some('accounts', 3)}")
        cursor.execute(f"update landing.leads set status = 'won' where {some('leads', 4)}")
        cursor.execute("update history.contacts set date_entered = null")
        connection.commit()

    words = ("verify", "--json", "--tables", "users,accounts,contacts,leads")
    found = {v["table"]: v for v in json.loads(supplied.run(*words, status=1))}
    before = len(supplied.deliveries())
    supplied.run("sweep")

    sent = {(where.partition(":")[0], of) for where, of, _, _ in supplied.deliveries(before)}
    altered = {"landing.users", "landing.accounts"}
    assert {each for each in sent if each[1] in altered} == {
        ("postgresql", relation) for relation in altered
    }

    unequal = {table for table, verdict in found.items() if verdict["verdict"] != "equal"}
    assert unequal == {"users", "accounts", "leads", "contacts"}
    assert found["leads"]["different"] == 4
    assert found["contacts"]["different"] > 0
    assert found["accounts"]["different"] == 3
    assert found["users"]["missing"] == 2
    assert found["users"]["target"].startswith("postgresql://")
    assert supplied.assert_same() > 160


def test_a_lost_target_is_filled_again(supplied: Supplied) -> None:
    connection = psycopg2.connect(supplied.postgres)
    with closing(connection), connection.cursor() as cursor:
        cursor.execute("drop schema landing cascade; drop schema history cascade")
        cursor.execute("drop schema ops cascade")
        connection.commit()

    supplied.run("deliver")

    assert supplied.assert_same() > 160


def test_a_lost_writer_is_loaded_anew_and_supplies_both_again(supplied: Supplied) -> None:
    supplied.writer.unlink()
    supplied.writer.with_name("warehouse.duckdb.wal").unlink(missing_ok=True)

    supplied.run("capture")

    assert supplied.assert_same() > 160
    reasons = {relation for _, relation, mode, _ in supplied.deliveries() if mode == "replace"}
    assert {"landing.contacts", "landing.accounts"} <= reasons


def test_another_masking_key_is_refused_before_anything_is_sent(
    supplied: Supplied, tmp_path: Path
) -> None:
    other = Console(supplied.crm, tmp_path / "other")
    other.environment["SUITEHOUSE_WAREHOUSE_URL"] = supplied.postgres
    other.environment["COMMAND_TEST_KEY"] = bytes(range(1, 33)).hex()

    ran = other("capture", "--tables", "users", timeout=120)

    assert ran.returncode == 2
    assert "masked with key" in ran.stderr
    supplied.run("verify", "--tables", "users")


def test_one_target_that_is_away_does_not_keep_the_other_from_its_rows(supplied: Supplied) -> None:
    supplied.console.environment["WHERE_TO"] = "postgresql://me:secret@127.0.0.1:1/db"
    replay(supplied.crm, list(islice(journal(), 330, 360)))

    with duckdb.connect(supplied.file.removeprefix("duckdb://")) as file:
        file.execute("update landing.users set status = 'changed'")
    ran = supplied.console("capture", "--tables", "contacts,accounts,leads,cases", timeout=120)
    swept = supplied.console("sweep", "--tables", "users", timeout=120)
    supplied.console.environment["WHERE_TO"] = supplied.postgres

    assert (ran.returncode, swept.returncode) == (3, 3)
    assert supplied.assert_same(supplied.file, tables=("users",)) == 2
    assert "postgresql://127.0.0.1:1/db" in ran.stderr
    assert "secret" not in ran.stderr + ran.stdout
    supplied.run("deliver")
    assert supplied.assert_same() > 160
