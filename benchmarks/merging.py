"""`python -m benchmarks.merging`: a pass's changes merged into a large landing table.

Beside it, on a copy of the same file, the fastest statements that were found for it: a DELETE by
key and an INSERT in one transaction, of rows that are typed already. Ours also casts text, leaves
out what did not change, and writes what the ledger says of the load.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import duckdb
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

_NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
_TEXTS = tuple(f"text_{number}" for number in range(8))
_TABLE = LandingTable(
    name="things",
    key=("id",),
    columns=(
        LandingColumn("id", "VARCHAR"),
        LandingColumn("date_modified", "TIMESTAMP"),
        LandingColumn("deleted", "BOOLEAN"),
        LandingColumn("amount", "DECIMAL(26,6)"),
        *(LandingColumn(name, "VARCHAR") for name in _TEXTS),
    ),
    cursor="date_modified",
    treated=(),
    has_soft_delete=True,
)
# Rows as the source sends them, all text; a changed row has another text and digest.
_ROWS = """
    select md5(cast(n as varchar)) as id,
        strftime(timestamp '2026-01-01' + interval (n % 86400) second, '%Y-%m-%d %H:%M:%S')
            as date_modified,
        '0' as deleted, cast(n % 100000 as varchar) || '.5' as amount,
        {texts},
        cast(hash(n + {salt}) // 2 as bigint) as _digest
    from range({first}, {last}) as t(n)"""


def rows(first: int, last: int, salt: int) -> str:
    """Return the query of rows."""
    texts = ", ".join(f"'{name} ' || ((n + {salt}) % 1000) as {name}" for name in _TEXTS)
    return _ROWS.format(texts=texts, salt=salt, first=first, last=last)


def changes(total: int) -> pa.Table:
    """Return 1 % of the rows, nine in ten of them changed and one new, spread over the table."""
    count = total // 100
    with duckdb.connect() as work:
        changed = rows(0, total, 7)
        return work.execute(
            f"select * from ({changed}) where hash(id) % {total} < {count * 9 // 10} "
            f"union all {rows(total, total + count // 10, 7)}"
        ).to_arrow_table()


def ours(path: Path, table: pa.Table) -> tuple[float, int]:
    """Return seconds of a merge by the warehouse, its checkpoint with it, and rows changed."""
    began = time.monotonic()
    with DuckDbWarehouse(path) as warehouse:
        sealed = load(warehouse, table.to_reader(20_000), "window", "pass")
    return time.monotonic() - began, sealed.load.rows_changed


def load(
    warehouse: DuckDbWarehouse, reader: pa.RecordBatchReader, mode: str, run: str
) -> SealedLoad:
    """Load rows as capture does."""
    order = LandingLoad(
        table=_TABLE,
        mode=mode,  # type: ignore[arg-type]
        run_id=run,
        loaded_at=_NOON,
        key_is_unique=True,
        is_reshaped=False,
        removal_guard_pct=20,
        removal_guard_rows=100,
    )

    def seal(counts: LoadCounts) -> SealedLoad:
        facts = TableLoad("things", "window", mode, rows_changed=counts.rows_changed)  # type: ignore[arg-type]
        return SealedLoad(facts, "shape", run, _NOON, _NOON)

    return warehouse.load(order, reader, seal)


def statements(path: Path, table: pa.Table) -> float:
    """Return seconds of the bare statements, opening and checkpoint with them."""
    began = time.monotonic()
    with duckdb.connect(str(path)) as file:
        file.execute("set threads = 2; set preserve_insertion_order = false")
        file.register("changed", table)
        file.begin()
        file.execute("delete from landing.things where id in (select id from changed)")
        file.execute("insert into landing.things by name select * from changed")
        file.commit()
        file.execute("checkpoint")
    return time.monotonic() - began


def main() -> None:
    """Fill a table, merge into copies of it in turn, and print the ratio."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.merging", description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        full, copy = Path(folder) / "full.duckdb", Path(folder) / "copy.duckdb"
        with DuckDbWarehouse(full) as warehouse, duckdb.connect() as work:
            warehouse.prepare([_TABLE])
            reader = work.execute(rows(0, options.rows, 0)).to_arrow_reader(20_000)
            load(warehouse, reader, "full", "first")
        table = changes(options.rows)
        found: dict[str, list[float]] = {"suitehouse": [], "delete and insert": []}
        for _ in range(options.runs):
            shutil.copyfile(full, copy)
            seconds, changed = ours(copy, table)
            assert changed == table.num_rows
            found["suitehouse"].append(seconds)
            shutil.copyfile(full, copy)
            found["delete and insert"].append(statements(copy, table))
    print(f"{table.num_rows:,} changed rows into {options.rows:,}, {options.runs} runs")
    for name, times in found.items():
        print(f"{name}: {min(times):.2f} s")
    print(f"ratio: {min(found['suitehouse']) / min(found['delete and insert']):.2f} (target 1.3)")


if __name__ == "__main__":
    main()
