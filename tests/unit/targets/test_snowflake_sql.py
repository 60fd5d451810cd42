"""What Snowflake is sent, in which order, and that a parser of its SQL reads it."""

from __future__ import annotations

import stat
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import sqlglot
from deliveries import NOON, TYPED, VALUES, relation, shipment

from suitehouse.errors import ConfigurationError, WarehouseError
from suitehouse.targets._receipts import note_receipts
from suitehouse.targets._shape import alterations, shape_text
from suitehouse.targets._snowflake_access import access_of
from suitehouse.targets._snowflake_dialect import SnowflakeDialect
from suitehouse.targets.protocol import Column, Receipt, Relation, View
from suitehouse.targets.snowflake import SnowflakeTarget

PLAIN = (Column("id", "VARCHAR"), Column("text", "VARCHAR"))
SIMPLE = relation(PLAIN)
VERSIONS = replace(relation(PLAIN, schema="history"), columns=PLAIN)
ROWS = [{"id": "1", "text": "a"}, {"id": "2", "text": "b"}]
SQL = SnowflakeDialect()
MAKING = ("create", "alter", "drop", "truncate", "use")


class FakeSession:
    """Remembers what it is told, and has the tables that were made through it."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.files: list[pa.Table] = []
        self.modes: list[str] = []
        self.tables: dict[str, list[str]] = {}
        self.receipts: list[Receipt] = []
        self.lost_rows = 0
        self.telemetry_enabled = True
        self.is_closed = False
        self.fails_at: list[str] = []

    def cursor(self) -> FakeCursor:
        return FakeCursor(self)

    def close(self) -> None:
        self.is_closed = True

    def answer(self, sql: str) -> list[tuple[Any, ...]]:
        self.told.append(sql)
        if self.fails_at and sql.startswith(self.fails_at[0]):
            raise RuntimeError(self.fails_at.pop(0))
        words = sql.split('"')
        if sql.startswith("create schema"):
            self.tables[words[1]] = []
        elif sql.startswith("create table"):
            self.tables[words[1]].append(words[3])
        elif sql.startswith("show terse schemas"):
            return [(None, name) for name in self.tables]
        elif sql.startswith("show terse objects"):
            return [(None, name) for name in self.tables[words[3]]]
        elif sql.startswith("put "):
            path = Path(urlsplit(sql.split("'")[1]).path)
            self.modes.append(stat.filemode(path.stat().st_mode))
            self.files.append(pq.read_table(path))
        elif sql.startswith("copy "):
            rows = sum(file.num_rows for file in self.files[-1:]) - self.lost_rows
            return [("file", "LOADED", rows, rows)]
        elif '"RECEIPTS"' in sql and sql.startswith("select"):
            return [_row(each) for each in self.receipts]
        return []


class FakeCursor:
    def __init__(self, session: FakeSession) -> None:
        self._session = session
        self._rows: list[tuple[Any, ...]] = []
        self.rowcount = 2

    def close(self) -> None:
        pass

    def execute(self, sql: str) -> None:
        self._rows = self._session.answer(sql)

    def fetchall(self) -> list[tuple[Any, ...]]:
        return self._rows


@pytest.fixture
def session() -> FakeSession:
    return FakeSession()


def target_of(session: FakeSession) -> SnowflakeTarget:
    access = access_of("snowflake://me:secret@account/analytics?warehouse=w&role=r")
    return SnowflakeTarget(access, lambda **_: session)  # type: ignore[arg-type]


def changes(session: FakeSession) -> list[str]:
    """What changes something, each by its first words."""
    asking = ("select", "show")
    return [" ".join(sql.split()[:3]) for sql in session.told if not sql.startswith(asking)]


def filled(session: FakeSession, of: Relation) -> SnowflakeTarget:
    """A target that holds a relation; what was told so far is forgotten."""
    target = target_of(session)
    sent = shipment(ROWS, of)
    target.deliver([sent])
    session.receipts = [sent.receipt]
    session.told.clear()
    return target


def test_a_first_fill_makes_says_unfinished_puts_copies_and_commits_once(
    session: FakeSession,
) -> None:
    target_of(session).deliver([shipment(ROWS, SIMPLE)])

    assert changes(session) == [
        "create schema if",
        "create schema if",
        'create table "OPS"."RECEIPTS"',
        "begin transaction",
        'delete from "OPS"."RECEIPTS"',
        'insert into "OPS"."RECEIPTS"',
        "commit",
        'create table "LANDING"."THINGS"',
        'use schema "OPS"',
        "create or replace",
        "create or replace",
        changes(session)[11],
        'copy into "_SUITEHOUSE_STAGE_0"',
        "begin transaction",
        'delete from "LANDING"."THINGS"',
        'insert into "LANDING"."THINGS"',
        'delete from "OPS"."RECEIPTS"',
        'insert into "OPS"."RECEIPTS"',
        "commit",
        "drop table if",
    ]
    assert changes(session)[11].startswith("put 'file:///")


def test_rows_of_a_key_are_deleted_and_inserted_in_one_transaction(session: FakeSession) -> None:
    for of in (SIMPLE, VERSIONS):
        target = filled(session, of)

        target.deliver([shipment(ROWS, of, mode="merge", version="2", held=2)])

        begun = session.told.index("begin transaction")
        name = SQL.relation(of)
        assert session.told[begun + 1] == (
            f'delete from {name} using "_SUITEHOUSE_STAGE_0" as s where {name}."ID" = s."ID"'
        )
        assert session.told[begun + 2].startswith(f"insert into {name} (")
        assert session.told[begun + 5] == "commit"


def test_nothing_that_commits_is_sent_while_a_transaction_is_open(session: FakeSession) -> None:
    other = relation([PLAIN[0], Column("text", "BIGINT")])
    target = filled(session, SIMPLE)

    target.deliver([shipment([{"id": "1", "text": 1}], other)])
    target.show([View("staging", "v", "create view staging.v as select 1 as n")], _views())

    is_open = False
    for sql in session.told:
        assert not (is_open and sql.startswith(MAKING)), sql
        is_open = sql == "begin transaction" or (is_open and sql not in {"commit", "rollback"})
    assert sum(sql == "begin transaction" for sql in session.told) == 2


def test_a_reshaped_table_is_altered_so_that_it_can_be_said_again(session: FakeSession) -> None:
    other = relation([Column("id", "VARCHAR"), Column("text", "BIGINT"), Column("new", "DATE")])
    target = filled(session, SIMPLE)

    target.deliver([shipment([{"id": "1"}], other)])

    assert [sql for sql in session.told if sql.startswith("alter")] == [
        'alter table "LANDING"."THINGS" add column if not exists "NEW" date',
        'alter table "LANDING"."THINGS" drop column if exists "TEXT"',
        'alter table "LANDING"."THINGS" add column if not exists "TEXT" number(19,0)',
    ]


def test_what_changed_nothing_asks_no_warehouse(session: FakeSession) -> None:
    target = target_of(session)

    assert target.costs_to_ask
    assert target.receipts() == {}
    assert session.told == ['show terse schemas in database "ANALYTICS"']


def test_the_catalogue_is_not_asked_for_what_was_seen(session: FakeSession) -> None:
    target = filled(session, SIMPLE)

    target.deliver([shipment(ROWS, SIMPLE)])

    shown = [sql for sql in session.told if sql.startswith("show")]
    assert shown == ['show terse objects in schema "ANALYTICS"."LANDING"']


def test_a_file_is_the_owners_alone_has_stored_names_and_is_gone(
    session: FakeSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    columns = (*TYPED, Column("big", "UBIGINT"))
    target_of(session).deliver([shipment(VALUES, relation(columns))])

    (file,) = session.files
    assert session.modes == ["-rw-------"]
    assert file.schema.names[:3] == ["ID", "FLAG", "SMALL"]
    assert file.schema.field("BIG").type == pa.decimal128(20)
    assert file.schema.field("STAMPED").type == pa.timestamp("us")
    assert list(tmp_path.glob("suitehouse-*")) == []


def test_many_rows_are_put_as_several_files(
    session: FakeSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("suitehouse.targets._load_files.GROUP_BYTES", 1)
    monkeypatch.setattr("suitehouse.targets._load_files.FILE_BYTES", 1)

    with pytest.raises(WarehouseError, match="copied 2 rows of 4"):
        target_of(session).deliver([shipment([*ROWS, *ROWS], SIMPLE)])

    assert [file.num_rows for file in session.files] == [2, 2]


def test_rows_that_are_lost_on_the_way_are_noticed(session: FakeSession) -> None:
    session.lost_rows = 1

    with pytest.raises(WarehouseError, match="copied 1 rows of 2 that were sent"):
        target_of(session).deliver([shipment(ROWS, SIMPLE)])

    assert sum(sql == "begin transaction" for sql in session.told) == 1  # the unfinished receipt


def test_a_text_that_is_too_long_is_named_and_not_quoted(
    session: FakeSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SnowflakeDialect, "longest_text_bytes", 5)
    target = filled(session, relation(PLAIN))
    target.deliver([shipment([{"id": "1", "text": "12345"}], SIMPLE)])

    with pytest.raises(WarehouseError) as caught:
        target.deliver([shipment([{"id": "1", "text": "1234ä"}], SIMPLE)])

    assert "landing.things has 6 bytes, and snowflake:// holds 5" in str(caught.value)
    assert "1234" not in str(caught.value)


def test_what_cannot_be_rolled_back_is_left_before_anything_commits_it(
    session: FakeSession,
) -> None:
    target = filled(session, SIMPLE)
    session.fails_at = ['insert into "LANDING"', "rollback"]

    with pytest.raises(RuntimeError, match='insert into "LANDING"'):
        target.deliver([shipment(ROWS, SIMPLE)])

    assert session.is_closed
    assert session.told[-1] == "rollback"


def test_the_driver_sends_no_telemetry(session: FakeSession) -> None:
    with closing(target_of(session)) as target:
        target.receipts()

        assert session.telemetry_enabled is False


def test_names_that_differ_by_case_alone_are_refused(session: FakeSession) -> None:
    alike = relation([Column("id", "VARCHAR"), Column("Name", "DATE"), Column("name", "DATE")])

    with pytest.raises(ConfigurationError, match=r"landing\.things .*alone \(Name, name\)"):
        target_of(session).deliver([shipment([], alike)])

    assert session.told == []


def test_types_keep_every_digit() -> None:
    said = SQL.create_table(relation([*TYPED, Column("sum", "HUGEINT"), Column("u", "UBIGINT")]))

    assert '"AMOUNT" number(26,6), "RATE" number(18,4)' in said
    assert '"NUMBER" number(19,0), "RATIO" float' in said
    assert '"AT_TIME" time(6), "STAMPED" timestamp_ntz(6), "TEXT" varchar(16777216)' in said
    assert '"SUM" number(38,0), "U" number(20,0)' in said


def test_files_are_copied_with_their_logical_types_and_no_text_becomes_null() -> None:
    assert SQL.copy('"S"') == (
        'copy into "S" from @"_SUITEHOUSE_FILES" FILE_FORMAT = (TYPE = PARQUET '
        "USE_VECTORIZED_SCANNER = TRUE USE_LOGICAL_TYPE = TRUE NULL_IF = ()) "
        "MATCH_BY_COLUMN_NAME = CASE_SENSITIVE ON_ERROR = ABORT_STATEMENT PURGE = TRUE"
    )


def test_literals_hold_quotes_and_backslashes() -> None:
    assert SQL.text("a'b\\c") == "'a''b\\\\c'"
    assert SQL.moment(NOON) == "cast('2026-03-01 12:30:15.123456' as timestamp_ntz(6))"


def test_a_view_is_replaced_in_one_statement_and_its_readers_keep_it() -> None:
    view = View("staging", "v", 'create view staging.v as select id, "Order" from landing.things')

    assert SQL.replace_view(view) == (
        'CREATE OR REPLACE VIEW "STAGING"."V" COPY GRANTS AS '
        'SELECT "ID", "ORDER" FROM "LANDING"."THINGS"',
    )


@pytest.mark.parametrize(
    "statement",
    [
        SQL.create_schema("landing"),
        SQL.create_table(relation()),
        *SQL.replace_stage(relation(), SQL.stage(shipment([]), 0)),
        SQL.put("/tmp/suitehouse-x/part-00000.parquet"),
        SQL.copy('"_SUITEHOUSE_STAGE_0"'),
        *SQL.merge(relation(key=("id", "small")), '"S"'),
        SQL.empty(relation()),
        *SQL.alter(SIMPLE, alterations(shape_text(PLAIN), [PLAIN[0], Column("n", "DATE")])),
        SQL.totals(relation()),
        SQL.contents(relation()),
        *note_receipts(SQL, [shipment([]).receipt]),
        SQL.show_schemas('"ANALYTICS"'),
        SQL.show_tables('"ANALYTICS"', "LANDING"),
    ],
)
def test_a_parser_of_snowflakes_sql_reads_it(statement: str) -> None:
    tree = sqlglot.parse_one(statement, read="snowflake")

    assert not isinstance(tree, sqlglot.exp.Command)


def _views() -> Receipt:
    return replace(shipment([], SIMPLE).receipt, schema="staging", table="(views)")


def _row(receipt: Receipt) -> tuple[Any, ...]:
    return tuple(getattr(receipt, name) for name in receipt.__dataclass_fields__)
