"""A landing table that changes its shape keeps its rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa

from suitehouse.contracts.shape import LandingColumn
from suitehouse.warehouses.duckdb import DuckDbWarehouse
from suitehouse.warehouses.protocol import (
    LandingLoad,
    LandingTable,
    LoadCounts,
    SealedLoad,
    TableLoad,
)

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
THINGS = LandingTable(
    name="things",
    key=("id",),
    columns=(
        LandingColumn("id", "VARCHAR"),
        LandingColumn("count", "INTEGER"),
        LandingColumn("note", "VARCHAR"),
    ),
    cursor=None,
    treated=(),
    has_soft_delete=False,
)


def load(warehouse: DuckDbWarehouse, table: LandingTable, rows: list[dict[str, object]]) -> None:
    schema = pa.schema([*((c.name, pa.string()) for c in table.columns), ("_digest", pa.int64())])
    batches = [pa.RecordBatch.from_pylist(rows, schema)]
    unit = LandingLoad(
        table=table,
        mode="full",
        run_id="r'1",
        loaded_at=NOW,
        key_is_unique=True,
        is_reshaped=False,
        removal_guard_pct=20,
        removal_guard_rows=10,
    )

    def seal(counts: LoadCounts) -> SealedLoad:
        done = TableLoad(table.name, "full", "full", landing_rows=counts.landing_rows)
        return SealedLoad(done, "shape", "r'1", NOW, NOW)

    warehouse.load(unit, pa.RecordBatchReader.from_batches(schema, batches), seal)


def test_rows_stay_when_columns_come_widen_and_go(tmp_path: Path) -> None:
    wider = replace(
        THINGS,
        columns=(
            LandingColumn("id", "VARCHAR"),
            LandingColumn("count", "BIGINT"),
            LandingColumn("flag", "BOOLEAN"),
        ),
    )
    with DuckDbWarehouse(tmp_path / "w.duckdb") as warehouse:
        warehouse.prepare([THINGS])
        load(warehouse, THINGS, [{"id": "a", "count": "7", "note": "gone", "_digest": 1}])

        warehouse.prepare([wider])

        (row,) = warehouse.read("select * from landing.things").to_pylist()
        assert (row["id"], row["count"], row["flag"]) == ("a", 7, None)
        assert "note" not in row
        assert row["_run_id"] == "r'1"
        assert row["_loaded_at"] == NOW.replace(tzinfo=None)


def test_a_ledger_of_before_card_refusals_were_counted_gets_the_column(tmp_path: Path) -> None:
    with DuckDbWarehouse(tmp_path / "w.duckdb") as warehouse:
        warehouse.read("alter table ops.table_loads drop column card_refusals")

    with DuckDbWarehouse(tmp_path / "w.duckdb") as warehouse:
        warehouse.prepare([THINGS])
        load(warehouse, THINGS, [{"id": "a", "count": "1", "_digest": 1}])

        noted = warehouse.read("select card_refusals from ops.table_loads").to_pylist()

    assert noted == [{"card_refusals": 0}]


def test_states_tell_the_watermark_the_shape_and_the_rows(tmp_path: Path) -> None:
    with DuckDbWarehouse(tmp_path / "w.duckdb") as warehouse:
        warehouse.prepare([THINGS])
        empty = warehouse.states()["things"]
        load(warehouse, THINGS, [{"id": n, "count": "1", "_digest": 1} for n in "abc"])
        filled = warehouse.states()["things"]

    assert (empty.rows, empty.fingerprint) == (0, None)
    assert (filled.rows, filled.landing_rows, filled.fingerprint) == (3, 3, "shape")
