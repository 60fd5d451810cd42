"""Whatever rows do between passes, and wherever a pass ends: history tells what passes saw."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from suitehouse.contracts.shape import LandingColumn
from suitehouse.warehouses._duckdb_history_sql import HistorySql
from suitehouse.warehouses.duckdb import DuckDbWarehouse
from suitehouse.warehouses.protocol import (
    HistoryPlan,
    LandingLoad,
    LandingTable,
    LoadCounts,
    LoadMode,
    SealedLoad,
    TableLoad,
)

START = datetime(2026, 3, 1, tzinfo=UTC)
COLUMNS = ("id", "value", "stamp", "editor")
TABLE = LandingTable(
    name="things",
    key=("id",),
    columns=(
        LandingColumn("id", "VARCHAR"),
        LandingColumn("value", "VARCHAR"),
        LandingColumn("stamp", "TIMESTAMP"),
        LandingColumn("editor", "VARCHAR"),
    ),
    cursor="stamp",
    treated=("value",),
    has_soft_delete=False,
    history=HistoryPlan(
        is_kept=True,
        quiet=("stamp", "editor"),
        treatments=dict.fromkeys(COLUMNS, "none keep plain"),
        fingerprint="shape",
    ),
)
SCHEMA = pa.schema([*((name, pa.string()) for name in COLUMNS), ("_digest", pa.int64())])
KEYS = st.sampled_from(["a", "b", "c", "d"])
VALUES = st.sampled_from(["x", "y", None, ""])
SECONDS = st.integers(-5, 90)
Row = tuple[str | None, datetime | None, str]


class KilledError(Exception):
    """The pass ends here."""


class Histories(RuleBasedStateMachine):
    """A source of four rows at most, and a model of what passes saw of it."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.warehouse = DuckDbWarehouse(Path(self.folder.name) / "w.duckdb")
        self.clock = START
        self.source: dict[str, Row] = {}
        self.landed: dict[str, Row] = {}
        self.seen: dict[str, list[str | None]] = {}
        self.passes = 0
        self.patch = pytest.MonkeyPatch()

    @initialize(rows_at_once=st.sampled_from([2, HistorySql.rows_at_once]))
    def make_tables(self, rows_at_once: int) -> None:
        self.patch.setattr(HistorySql, "rows_at_once", rows_at_once)
        self.warehouse.prepare([TABLE])

    @rule(key=KEYS, value=VALUES, seconds=SECONDS, editor=st.sampled_from(["u", "v"]))
    def write(self, key: str, value: str | None, seconds: int, editor: str) -> None:
        self.source[key] = (value, self.clock + timedelta(seconds=seconds), editor)

    @rule(key=KEYS, value=VALUES)
    def write_without_a_stamp(self, key: str, value: str | None) -> None:
        _, stamp, editor = self.source.get(key, (None, None, "u"))
        self.source[key] = (value, stamp, editor)

    @rule(key=KEYS, seconds=SECONDS)
    def save_without_a_change(self, key: str, seconds: int) -> None:
        if key in self.source:
            moment = self.clock + timedelta(seconds=seconds)
            self.source[key] = (self.source[key][0], moment, "w")

    @rule(key=KEYS)
    def remove(self, key: str) -> None:
        self.source.pop(key, None)

    @rule(seconds=st.integers(-3, 60))
    def wait(self, seconds: int) -> None:
        """Clocks are set back now and then."""
        self.clock += timedelta(seconds=seconds)

    @rule()
    def compare_all(self) -> None:
        if self.source or not self.landed:
            self._load(self.source, "compare" if self.passes else "full")
            self._has_seen(self.source)

    @precondition(lambda self: self.passes)
    @rule(keys=st.sets(KEYS))
    def read_some(self, keys: set[str]) -> None:
        found = {key: row for key, row in self.source.items() if key in keys}
        self._load(found, "window")
        self._has_seen({**self.landed, **found})

    @precondition(lambda self: self.passes)
    @rule()
    def be_killed(self) -> None:
        with pytest.raises(KilledError):
            self._load(self.source, "compare", is_killed=True)

    @rule()
    def open_anew(self) -> None:
        """As the next pass does."""
        self.warehouse.close()
        self.warehouse = DuckDbWarehouse(Path(self.folder.name) / "w.duckdb")
        assert self.warehouse.prepare([TABLE]) == ()

    @invariant()
    def every_state_that_a_pass_saw_is_there_once(self) -> None:
        found: dict[str, list[str | None]] = {}
        for row in self._read("select id, value from history.things order by id, _valid_from"):
            found.setdefault(row["id"], []).append(row["value"])
        assert found == self.seen

    @invariant()
    def ranges_of_a_row_do_not_overlap(self) -> None:
        overlaps = (
            "select 1 from history.things as a join history.things as b on a.id = b.id and "
            "a.rowid <> b.rowid and a._valid_from <= b._valid_from and "
            "coalesce(a._valid_to, timestamp '9999-12-31') > b._valid_from"
        )
        assert self._read(overlaps) == []
        assert self._read("select 1 from history.things where _valid_to <= _valid_from") == []

    @invariant()
    def the_open_versions_are_the_live_rows(self) -> None:
        """A tombstone has none."""
        names = ", ".join(COLUMNS)
        live = f"select {names} from landing.things where _removed_at is null order by id"
        open_ones = f"select {names} from history.things where _valid_to is null order by id"
        assert self._read(open_ones) == self._read(live)

    def teardown(self) -> None:
        self.patch.undo()
        self.warehouse.close()
        self.folder.cleanup()

    def _has_seen(self, rows: dict[str, Row]) -> None:
        for key, (value, _, _) in rows.items():
            states = self.seen.setdefault(key, [])
            if key not in self.landed or states[-1] != value:
                states.append(value)
        self.landed = dict(rows)
        self.passes += 1

    def _load(self, rows: dict[str, Row], mode: LoadMode, *, is_killed: bool = False) -> None:
        unit = LandingLoad(
            table=TABLE,
            mode=mode,
            run_id=f"pass {self.passes}",
            loaded_at=START,
            snapshot_at=self.clock,
            key_is_unique=True,
            is_reshaped=not self.passes,
            removal_guard_pct=100,
            removal_guard_rows=10,
        )

        def seal(counts: LoadCounts) -> SealedLoad:
            if is_killed:
                raise KilledError
            done = TableLoad(TABLE.name, "stamp", mode, landing_rows=counts.landing_rows)
            return SealedLoad(done, "shape", unit.run_id, self.clock, START)

        self.warehouse.load(unit, _reader(rows), seal)

    def _read(self, query: str) -> list[dict[str, Any]]:
        return self.warehouse.read(query).to_pylist()


def _reader(rows: dict[str, Row]) -> pa.RecordBatchReader:
    values = [
        {
            "id": key,
            "value": value,
            "stamp": stamp and f"{stamp:%Y-%m-%d %H:%M:%S}",
            "editor": editor,
            "_digest": hash((value, stamp, editor)),
        }
        for key, (value, stamp, editor) in rows.items()
    ]
    return pa.RecordBatchReader.from_batches(SCHEMA, [pa.RecordBatch.from_pylist(values, SCHEMA)])


TestHistories = Histories.TestCase
TestHistories.settings = settings(
    max_examples=60,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)


def test_a_backfill_opens_what_landed(tmp_path: Path) -> None:
    """Of a warehouse from before there was history: each row from its stamp, tombstones not."""
    assert TABLE.history is not None
    without = replace(TABLE, history=replace(TABLE.history, is_kept=False))
    machine = Histories()
    machine.warehouse.close()
    machine.warehouse = DuckDbWarehouse(tmp_path / "w.duckdb")
    machine.warehouse.prepare([without])
    stamp = START - timedelta(days=1)
    machine.source = {"a": ("x", stamp, "u"), "b": ("y", None, "u")}
    machine._load(machine.source, "full")

    machine.warehouse.prepare([TABLE])

    found = machine._read("select id, _valid_from, _valid_to from history.things order by id")
    machine.teardown()
    assert found == [
        {"id": "a", "_valid_from": stamp.replace(tzinfo=None), "_valid_to": None},
        {"id": "b", "_valid_from": START.replace(tzinfo=None), "_valid_to": None},
    ]


def test_removed_and_changed_rows_lie_far_apart_and_are_looked_at_in_few_parts() -> None:
    machine = Histories()
    machine.make_tables(rows_at_once=1)
    machine.source = dict.fromkeys("abcd", ("x", None, "u"))
    machine._load(machine.source, "full")
    machine.clock += timedelta(seconds=60)

    machine._load(dict.fromkeys("bcd", ("y", None, "u")), "compare")

    found = machine._read(
        "select id, value from history.things where _valid_to is null order by id"
    )
    machine.teardown()
    assert found == [{"id": key, "value": "y"} for key in "bcd"]
