"""Are tables as their contracts say, and can changed rows be found without reading whole tables?"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import groupby

from suitehouse.contracts.drift import WHOLE_TABLE, SchemaChange
from suitehouse.contracts.left_out import load_left_out
from suitehouse.contracts.model import TableContract, load_contracts
from suitehouse.doctor import Finding
from suitehouse.drift.present import present_drift
from suitehouse.drift.sync import unclassified_columns
from suitehouse.source.catalogue import SourceTable
from suitehouse.source.connection import Connection
from suitehouse.source.quoting import quote

LARGE_TABLE_ROWS = 100_000
_SHOWN = 5
_FIRST_INDEXED = """
    select table_name, column_name from information_schema.statistics
    where table_schema = database() and seq_in_index = 1
"""


def schema(
    connection: Connection,
    live: Mapping[str, SourceTable],
    contracts: Mapping[str, TableContract],
) -> Iterator[Finding]:
    """Yield where the live schema differs from contracts, and which large tables lack an index."""
    present = {table: contracts[table] for table in contracts if table in live}
    yield from _drift(
        present_drift(
            {**load_contracts(), **contracts},
            live,
            chosen=present.values(),
            left_out=load_left_out(),
        )
    )
    yield from _undecided(contracts)
    with connection.cursor() as cursor:
        cursor.execute(_FIRST_INDEXED)
        indexed = {(table, column.lower()) for table, column in cursor.fetchall()}
    slow = [contract for contract in present.values() if _is_slow(contract, live, indexed)]
    yield from (_index(contract, live[contract.table]) for contract in slow)
    if not slow:
        yield Finding("ok", "source indexes", "no large table is read whole to find its changes")


def _drift(changes: Collection[SchemaChange]) -> Iterator[Finding]:
    if all(each.column == WHOLE_TABLE for each in changes):
        yield Finding("ok", "source columns", "every column is as its contract says")
    ordered = sorted(changes, key=lambda each: (each.change, each.action, each.remedy))
    for _, found in groupby(ordered, key=lambda each: (each.change, each.action, each.remedy)):
        alike = list(found)
        change = alike[0].change
        yield Finding(
            "warn",
            "source tables" if alike[0].column == WHOLE_TABLE else "source columns",
            f"{len(alike)} {change.replace('_', ' ')}: {_names([each.name for each in alike])}; "
            f"{alike[0].action}",
            alike[0].remedy,
        )


def _undecided(contracts: Mapping[str, TableContract]) -> Iterator[Finding]:
    if names := [f"{table}.{column.name}" for table, column in unclassified_columns(contracts)]:
        yield Finding(
            "warn",
            "source columns",
            f"{len(names)} not classified, so not landed: {_names(names)}",
            "set class and treatment of each in its contract, and take 'proposed' away",
        )


def _names(names: list[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"{', '.join(names[:_SHOWN])}{more}"


def _is_slow(
    contract: TableContract,
    live: Mapping[str, SourceTable],
    indexed: set[tuple[str, str]],
) -> bool:
    if contract.lane not in {"stamp", "append"} or contract.cursor is None:
        return False
    is_large = live[contract.table].estimated_rows >= LARGE_TABLE_ROWS
    return is_large and (contract.table, contract.cursor) not in indexed


def _index(contract: TableContract, table: SourceTable) -> Finding:
    cursor = contract.cursor or ""
    name = quote(f"idx_{contract.table}_{cursor}"[:64])
    return Finding(
        "warn",
        "source indexes",
        f"{contract.table} has about {table.estimated_rows:,} rows and no index on {cursor}: each "
        "pass reads all of it",
        f"run: CREATE INDEX {name} ON {quote(contract.table)} ({quote(cursor)});",
    )
