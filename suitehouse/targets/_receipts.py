"""`ops.receipts` of a target that speaks SQL: what it says of each relation that it holds."""

# ruff: noqa: S608 - every identifier goes through `quote`, literals through `text`

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from suitehouse.targets.protocol import RECEIPTS_SCHEMA, Column, Receipt, Relation

if TYPE_CHECKING:
    from suitehouse.targets._dialect import Dialect

# In the order of the fields of `Receipt`.
RECEIPTS: Final = Relation(
    RECEIPTS_SCHEMA,
    "receipts",
    (
        Column("schema_name", "VARCHAR"),
        Column("table_name", "VARCHAR"),
        Column("version", "VARCHAR"),
        Column("shape", "VARCHAR"),
        Column("key_id", "VARCHAR"),
        Column("supplier", "VARCHAR"),
        Column("row_count", "BIGINT"),
        Column("delivered_at", "TIMESTAMP"),
    ),
)
_NAMES: Final = tuple(column.name for column in RECEIPTS.columns)


def read_receipts(dialect: Dialect) -> str:
    """Return the query of all receipts."""
    return f"select {dialect.names(_NAMES)} from {dialect.relation(RECEIPTS)}"


def note_receipts(dialect: Dialect, receipts: Sequence[Receipt]) -> tuple[str, str]:
    """Return the statements that write receipts over those of the same relations."""
    table = dialect.relation(RECEIPTS)
    same = " or ".join(
        f"({dialect.quote('schema_name')} = {dialect.text(receipt.schema)} "
        f"and {dialect.quote('table_name')} = {dialect.text(receipt.table)})"
        for receipt in receipts
    )
    rows = ", ".join(
        f"({', '.join(_literal(dialect, value) for value in astuple(receipt))})"
        for receipt in receipts
    )
    return (
        f"delete from {table} where {same}",
        f"insert into {table} ({dialect.names(_NAMES)}) values {rows}",
    )


def receipt_of(row: Sequence[Any]) -> Receipt:
    """Return the receipt that a row of `read_receipts` is."""
    schema, table, version, shape, key_id, supplier, rows, moment = row
    aware = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return Receipt(schema, table, version, shape, key_id, supplier, int(rows), aware)


def unfinished(receipt: Receipt) -> Receipt:
    """Return what is said of a relation while it is made, where that is no part of a transaction.

    A crash then leaves a table that is ours and empty.
    """
    return replace(receipt, version="", rows=0)


def _literal(dialect: Dialect, value: str | int | datetime) -> str:
    if isinstance(value, datetime):
        return dialect.moment(value)
    return str(value) if isinstance(value, int) else dialect.text(value)
