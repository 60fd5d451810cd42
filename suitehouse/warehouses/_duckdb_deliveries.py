"""`ops.deliveries`: what was brought to other warehouses, when, and at what cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import UTC
from typing import Any, Final

import duckdb

from suitehouse.warehouses._deliveries import Delivery
from suitehouse.warehouses._duckdb_ledger import insert_rows, naive

_Connection = duckdb.DuckDBPyConnection

DELIVERIES_TABLE: Final = """
    create table if not exists ops.deliveries (
        target varchar not null, relation varchar not null, mode varchar not null,
        reason varchar not null, version varchar not null, shape varchar not null,
        key_id varchar not null, run_id varchar not null, held_rows bigint not null,
        sent_rows bigint not null, statements bigint not null, bytes bigint not null,
        seconds double not null, delivered_at timestamp not null
    )"""
_COLUMNS: Final = tuple(each.name for each in fields(Delivery))
_LAST: Final = f"""
    select {", ".join(_COLUMNS)} from ops.deliveries
    qualify row_number() over (partition by target, relation order by rowid desc) = 1
    """  # noqa: S608 - our own names
_EXISTS: Final = """
    select 1 from duckdb_tables() where schema_name = 'ops' and table_name = 'deliveries'"""


def last_deliveries(connection: _Connection) -> Mapping[tuple[str, str], Delivery]:
    """Return the last delivery of each relation to each target; older files note none."""
    if connection.execute(_EXISTS).fetchone() is None:
        return {}
    rows = connection.execute(_LAST).fetchall()
    found = (_delivery(dict(zip(_COLUMNS, row, strict=True))) for row in rows)
    return {(each.target, each.relation): each for each in found}


def note_deliveries(connection: _Connection, deliveries: Sequence[Delivery]) -> None:
    """Add deliveries to the log."""
    rows = [{**asdict(each), "delivered_at": naive(each.delivered_at)} for each in deliveries]
    insert_rows(connection, "insert into ops.deliveries by name from _rows", rows)


def _delivery(row: dict[str, Any]) -> Delivery:
    return Delivery(**{**row, "delivered_at": row["delivered_at"].replace(tzinfo=UTC)})
