"""DDL while a pass runs: between the catalogue and a table's reading, and while it is read."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from captures import Capturer
from drifting_crm import ROWS, Alter, all_equal, noted
from tiny_crm import run

from suitehouse.errors import SourceError, TableAlteredError
from suitehouse.source.reader import Query, RowBatch
from suitehouse.source.snapshot import SourceSnapshot

pytestmark = pytest.mark.integration

# Called before a table is read, with the snapshot's number and the table.
Before = Callable[[int, str], None]
Reads = Callable[[Query], Iterator[RowBatch]]


class Source:
    """Opens the CRM's snapshots; something happens before each table is read."""

    def __init__(self, crm: Capturer, before: Before) -> None:
        self._crm = crm
        self._before = before
        self.opened: list[SourceSnapshot] = []

    def __call__(self) -> SourceSnapshot:
        snapshot = self._crm.snapshot()
        assert snapshot.catalogue  # is read now, before anything happens
        self.opened.append(snapshot)
        snapshot.read = self._reading(len(self.opened), snapshot.read)  # type: ignore[method-assign]
        return snapshot

    def _reading(self, number: int, read: Reads) -> Reads:
        def reading(query: Query) -> Iterator[RowBatch]:
            self._before(number, query.table)
            return read(query)

        return reading


def once(table: str, act: Callable[[], None]) -> Before:
    """Act before the first snapshot reads a table."""

    def before(number: int, reading: str) -> None:
        if (number, reading) == (1, table):
            act()

    return before


@pytest.mark.parametrize(
    ("statements", "changes"),
    [
        (("alter table tasks add flight_c varchar(9) default 'x'",), {"added"}),
        (("alter table tasks add flight_c varchar(9) first",), {"added"}),
        (("alter table tasks drop status",), {"missing"}),  # unknown column
        (("alter table tasks change status state varchar(100)",), {"renamed"}),
        (("alter table tasks modify status varchar(300)",), {"widened"}),  # definition changed
        (("alter table tasks modify status text", "update tasks set status = 'x'"), {"widened"}),
        (("alter table tasks drop primary key",), {"key_changed"}),
        (("alter table tasks drop status, add status int default 9",), {"retyped"}),
        (
            ("alter table tasks change status priority datetime, change priority status int",),
            {"retyped"},
        ),
        (("create index by_status on tasks (status)",), set()),
        (("alter table tasks convert to character set utf8mb3",), {"recollated"}),
        (("rename table tasks to todos",), {"table_renamed"}),  # there is no such table
        (("drop table tasks",), {"table_gone"}),
        (
            (
                "rename table tasks to old",
                "create table tasks like old",
                "insert into tasks select * from old",
                "drop table old",
            ),
            set(),
        ),
    ],
)
def test_an_alteration_between_catalogue_and_reading_lands_as_if_it_had_come_before(
    crm: Capturer, alter: Alter, statements: tuple[str, ...], changes: set[str]
) -> None:
    alter(
        "set sql_mode = ''",
        "update tasks set status = '', date_modified = '2026-11-26' where id = 't0'",
        "update tasks set status = null, priority = null where id <> 't0'",
        "insert into users (id, date_modified) values ('new', '2026-11-26')",
    )
    source = Source(crm, once("tasks", lambda: alter("set sql_mode = ''", *statements)))

    crm.run(source=source)

    crm.run()  # where the table could still be read as it was, the next pass sees it
    assert {change for _, _, change, _ in noted(crm)} == changes
    assert crm.waits == [], "nothing had to be waited for"
    assert crm.rows("select count(*) from landing.users") == [(ROWS + 1,)]
    if not changes & {"table_renamed", "table_gone"}:
        assert all_equal(crm)
    assert crm.rows("select count(*) from landing.tasks where _removed_at is null") == [(ROWS,)]


def test_an_altered_table_is_read_in_a_later_snapshot_of_the_same_pass(
    crm: Capturer, alter: Alter
) -> None:
    reads: list[tuple[int, str]] = []

    def before(number: int, table: str) -> None:
        reads.append((number, table))
        if (number, table) == (1, "contacts") and (1, "accounts") in reads:
            alter("alter table contacts drop department")

    report = crm.run(source=Source(crm, before))

    assert [table for number, table in reads if number == 2] == ["contacts"]
    assert [load.table for load in report.loads].count("contacts") == 1
    assert [change.change for change in report.drift] == ["missing"]
    assert crm.rows("select count(department) from landing.contacts") == [(0,)]
    assert all_equal(crm)


def test_columns_that_swap_their_names_land_under_the_name_that_holds_them(
    crm: Capturer, alter: Alter
) -> None:
    swap = (
        "alter table opportunities change sales_stage probability varchar(255), "
        "change probability sales_stage double"
    )
    alter("update opportunities set date_modified = '2026-11-26'")

    crm.run(source=Source(crm, once("opportunities", lambda: alter(swap))))

    # Both are read by name, so each lands what its name holds; the next pass sees the new types.
    crm.run()
    retyped = [(column, change) for _, column, change, _ in noted(crm)]
    assert retyped == [("probability", "retyped"), ("sales_stage", "retyped")]
    assert all_equal(crm)


def test_a_table_that_is_altered_all_the_time_fails_alone(crm: Capturer, alter: Alter) -> None:
    widths = iter(range(300, 400))
    alter(
        "update tasks set status = 'new', date_modified = '2026-11-26'",
        "insert into users (id, date_modified) values ('new', '2026-11-26')",
    )
    before = crm.rows("select * from landing.tasks order by id")

    def altering(_number: int, table: str) -> None:
        if table == "tasks":
            alter(f"alter table tasks modify status varchar({next(widths)}) character set latin1")
            alter("alter table tasks modify status text character set utf8mb4")

    source = Source(crm, altering)
    with pytest.raises(TableAlteredError, match="'tasks' was altered again and again") as raised:
        crm.run(source=source)

    assert "\n" not in str(raised.value)
    assert len(source.opened) == 4
    assert crm.rows("select * from landing.tasks order by id") == before
    assert crm.rows("select count(*) from landing.users") == [(ROWS + 1,)]
    assert crm.run("tasks").loads[0].rows_changed == ROWS
    assert all_equal(crm)


def test_an_alter_waits_for_its_own_table_and_not_for_the_pass(
    crm: Capturer, alter: Alter, mariadb: Any
) -> None:
    started = threading.Event()

    def alter_accounts() -> None:
        started.set()
        run(mariadb, crm.url, "alter table accounts modify name varchar(300)")

    altering = threading.Thread(target=alter_accounts)
    states: list[str] = []

    def before(number: int, table: str) -> None:
        if (number, table) == (1, "accounts_cstm"):  # accounts was read, the snapshot is open
            altering.join(timeout=60)
            states.append("done" if not altering.is_alive() else "waiting")

    def during_accounts(batches: Iterator[RowBatch]) -> Iterator[RowBatch]:
        for batch in batches:
            if not altering.ident:
                altering.start()
                started.wait(60)
                _await_metadata_lock(mariadb, crm.url)
                states.append("waits")
            yield batch

    alter("update accounts set date_modified = '2026-11-26'")
    source = Source(crm, before)

    def opening() -> SourceSnapshot:
        snapshot = source()
        read = snapshot.read
        snapshot.read = (  # type: ignore[method-assign]
            lambda query: during_accounts(read(query)) if query.table == "accounts" else read(query)
        )
        return snapshot

    crm.run(source=opening)
    altering.join()

    assert states == ["waits", "done"]
    assert len(source.opened) == 1
    crm.run()
    assert noted(crm) == [("accounts", "name", "widened", True)]
    assert all_equal(crm)


def test_a_field_that_studio_makes_during_a_pass_is_seen_by_the_next(
    crm: Capturer, alter: Alter
) -> None:
    studio = (
        "alter table accounts_cstm add column mood_c varchar(100) null",
        "alter table accounts_cstm modify column mood_c varchar(255) null",
        "insert into accounts_cstm (id_c, mood_c) values ('a9', 'canary@example.com')",
    )

    crm.run(source=Source(crm, once("accounts_cstm", lambda: alter(*studio))))
    crm.run(full=True)

    assert [change[:3] for change in noted(crm)] == [("accounts_cstm", "mood_c", "added")]
    assert b"canary@example.com" not in crm.path.read_bytes()
    assert all_equal(crm)


def test_a_compare_that_an_alteration_asks_for_outlives_a_pass_that_fails(
    crm: Capturer, alter: Alter
) -> None:
    alter("set sql_mode = ''", "alter table tasks modify status varchar(6)")

    def failing(_number: int, table: str) -> None:
        if table == "tasks":
            raise SourceError("Table 'tasks' cannot be read.")

    with pytest.raises(SourceError):
        crm.run(source=Source(crm, failing))

    load = crm.run("tasks").loads[0]
    assert (load.mode, load.rows_changed) == ("compare", ROWS)
    assert all_equal(crm)


def _await_metadata_lock(mariadb: Any, url: str) -> None:
    """Return once some connection waits for a table's metadata lock."""
    waiting = (
        "select count(*) from information_schema.processlist where state like '%metadata lock%'"
    )
    with mariadb.connect(url) as connection, connection.cursor() as cursor:
        for _ in range(100_000):
            cursor.execute(waiting)
            if cursor.fetchone()[0]:
                return
    raise AssertionError("nobody waits for the lock")
