"""States that loads have brought relations into, and what came after one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import duckdb
import pyarrow as pa
import pytest

from suitehouse.delivery.states import (
    LoadMark,
    loads_since,
    runs_since,
    state_of_loads,
    states_of_tables,
)


class Ledger:
    """The writer's `ops.table_loads`, as deliveries read it."""

    def __init__(self) -> None:
        self.work = duckdb.connect()
        self.work.execute("create schema ops")
        self.work.execute(
            "create table ops.table_loads (run_id varchar, table_name varchar, mode varchar, "
            "rows_changed bigint, rows_removed bigint, absent boolean)"
        )
        self.work.execute("create table ops.erasures (erasure_id varchar)")

    def note(
        self, run_id: str, table: str, changed: int, *, mode: str = "window", absent: bool = False
    ) -> None:
        """Note a load."""
        row = [run_id, table, mode, changed, 0, absent or None]
        self.work.execute("insert into ops.table_loads values (?, ?, ?, ?, ?, ?)", row)

    def read(self, sql: str, parameters: Sequence[object] = ()) -> pa.Table:
        """Return a query's rows."""
        return self.work.execute(sql, parameters).to_arrow_table()


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    ledger = Ledger()
    ledger.note("run-1", "users", 3, mode="full")
    ledger.note("run-1", "cases", 0, mode="full")
    ledger.note("run-1", "fields", 0, absent=True)
    ledger.note("run-2", "users", 0)
    ledger.note("run-2", "cases", 1)
    ledger.note("run-3", "users", 2)
    ledger.note("run-4", "users", 1, mode="full")
    yield ledger
    ledger.work.close()


def test_a_state_counts_the_loads_that_changed_rows(ledger: Ledger) -> None:
    assert states_of_tables(ledger) == {"users": "3 run-4", "cases": "1 run-2"}


def test_a_table_that_no_load_changed_has_a_state_too(ledger: Ledger) -> None:
    ledger.note("run-4", "leads", 0)

    assert states_of_tables(ledger)["leads"] == "0"


def test_the_loads_after_a_state(ledger: Ledger) -> None:
    assert loads_since(ledger, "users", "1 run-1") == (
        LoadMark("run-3", rewrites=False),
        LoadMark("run-4", rewrites=True),
    )
    assert loads_since(ledger, "users", "3 run-4") == ()


def test_an_erasure_rewrites(ledger: Ledger) -> None:
    ledger.work.execute("insert into ops.erasures values ('run-3')")

    assert loads_since(ledger, "users", "1 run-1")[0] == LoadMark("run-3", rewrites=True)


@pytest.mark.parametrize("state", ["0", "", "nonsense", "x y", "2 run-4", "9 run-4", "-1 run-1"])
def test_nothing_follows_a_state_that_the_table_was_not_in(ledger: Ledger, state: str) -> None:
    assert loads_since(ledger, "users", state) == ()
    assert runs_since(ledger, state) == ()


def test_of_the_ledger_the_last_run_comes_again(ledger: Ledger) -> None:
    before = state_of_loads(ledger)
    ledger.note("run-4", "cases", 0)
    ledger.note("run-5", "cases", 0)

    assert (before, state_of_loads(ledger)) == ("7 run-4", "9 run-5")
    assert [mark.run_id for mark in runs_since(ledger, before)] == ["run-4", "run-5"]
