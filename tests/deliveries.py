"""Relations, rows and receipts as a writer delivers them, for tests of targets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, Self

import duckdb
import pyarrow as pa

from suitehouse.targets._shape import shape_text
from suitehouse.targets.protocol import Column, Mode, Receipt, Relation, Shipment
from suitehouse.warehouses._duckdb_sql import quote

NOON = datetime(2026, 3, 1, 12, 30, 15, 123456, tzinfo=UTC)
BOOKKEEPING = (
    Column("_loaded_at", "TIMESTAMP"),
    Column("_run_id", "VARCHAR"),
    Column("_digest", "BIGINT"),
    Column("_removed_at", "TIMESTAMP"),
    Column("_removed_reason", "VARCHAR"),
)
# A column of every type that landing has, of every value that has gone wrong somewhere.
TYPED = (
    Column("id", "VARCHAR"),
    Column("flag", "BOOLEAN"),
    Column("small", "INTEGER"),
    Column("number", "BIGINT"),
    Column("ratio", "DOUBLE"),
    Column("amount", "DECIMAL(26,6)"),
    Column("rate", "DECIMAL(18,4)"),
    Column("born", "DATE"),
    Column("at_time", "TIME"),
    Column("stamped", "TIMESTAMP"),
    Column("text", "VARCHAR"),
)
LONG = "ä😀\n" * 100_000
VALUES: tuple[dict[str, Any], ...] = (
    {
        "id": "1",
        "flag": True,
        "small": 2**31 - 1,
        "number": 2**63 - 1,
        "ratio": 0.1,
        "amount": Decimal("12345678901234567890.123456"),
        "rate": Decimal("99999999999999.9999"),
        "born": date(1, 1, 1),
        "at_time": time(23, 59, 59, 999_999),
        "stamped": datetime(2024, 2, 29, 23, 59, 59, 999_999),  # noqa: DTZ001 - as landing has it
        "text": "",
    },
    {
        "id": "2",
        "flag": False,
        "small": -(2**31),
        "number": -(2**63),
        "ratio": -1.7976931348623157e308,
        "amount": Decimal("-0.000001"),
        "rate": Decimal("-99999999999999.9999"),
        "born": date(9999, 12, 31),
        "at_time": time(0),
        "stamped": datetime(1, 1, 1),  # noqa: DTZ001 - as above
        "text": "NULL",
    },
    {"id": "3"},
    {"id": "4", "text": "tab\tquote\"'back\\slash\r\nnew line, comma; \u0001 \u2028 \ufeff"},
    {"id": "5", "text": "naïve 日本語 😀 e\u0301 \U0010ffff"},
    {"id": "6", "text": LONG},
    {"id": "7", "text": "\\N"},  # as files of some warehouses say NULL
)


def relation(
    columns: Sequence[Column] = TYPED,
    *,
    schema: str = "landing",
    name: str = "things",
    key: tuple[str, ...] = ("id",),
) -> Relation:
    """A table of landing with these columns and our own."""
    own = BOOKKEEPING if schema == "landing" else ()
    return Relation(schema, name, (*columns, *own), key)


def rows(
    values: Sequence[dict[str, Any]], of: Relation, *, batch_rows: int = 2
) -> pa.RecordBatchReader:
    """Rows as the writer streams them: what a row lacks is NULL."""
    with duckdb.connect() as work:
        columns = ", ".join(f"{quote(c.name)} {c.type}" for c in of.columns)
        work.execute(f"create table r ({columns})")
        marks = ", ".join("?" for _ in of.columns)
        for value in values:
            full = {"_run_id": "run-1", "_digest": hash(str(value)) % 2**62, **value}
            work.execute(f"insert into r values ({marks})", [full.get(c.name) for c in of.columns])
        table = work.execute("select * from r").to_arrow_table()
    return pa.RecordBatchReader.from_batches(table.schema, table.to_batches(batch_rows))


class HeldRows:
    """A writer that holds a relation or more, as proofs read it; SQL may change its rows."""

    def __init__(self, values: Sequence[dict[str, Any]], of: Relation) -> None:
        self.relation = of
        self._work = duckdb.connect()
        self.add(values, of)

    def add(self, values: Sequence[dict[str, Any]], of: Relation) -> None:
        """Hold another relation too."""
        self._work.register("made", rows(values, of).read_all())
        self._work.execute(f"create schema {of.schema}")
        self._work.execute(f"create table {of.qualified} as from made")

    def change(self, sql: str) -> None:
        """Run a statement over the relation."""
        self._work.execute(sql)

    def read(self, sql: str, parameters: Sequence[object] = ()) -> pa.Table:
        """Return a query's rows."""
        return self._work.execute(sql, parameters).to_arrow_table()

    def stream(self, sql: str) -> pa.RecordBatchReader:
        """Stream a query's rows."""
        return self._work.execute(sql).to_arrow_reader(2)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._work.close()


def shipment(
    values: Sequence[dict[str, Any]],
    of: Relation | None = None,
    *,
    mode: Mode = "replace",
    version: str = "1 run-1",
    held: int | None = None,
) -> Shipment:
    """A shipment of rows; `held` is how many the target has afterwards, where others were there."""
    of = of or relation()
    receipt = Receipt(
        schema=of.schema,
        table=of.name,
        version=version,
        shape=shape_text(of.columns),
        key_id="0a1b2c3d",
        supplier="writer",
        rows=len(values) if held is None else held,
        delivered_at=NOON,
    )
    return Shipment(of, mode, lambda: rows(values, of), receipt)
