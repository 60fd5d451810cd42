"""Are tables as their contracts say, and can changed rows be found without reading whole tables?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from suitehouse.contracts.drift import SchemaChange, column_changes
from suitehouse.contracts.model import TableContract
from suitehouse.doctor import Finding
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
    """Yield where live columns differ from contracts, and which large tables lack an index."""
    present = {table: contracts[table] for table in contracts if table in live}
    yield from _drift([each for c in present.values() for each in _changes(c, live[c.table])])
    with connection.cursor() as cursor:
        cursor.execute(_FIRST_INDEXED)
        indexed = {(table, column.lower()) for table, column in cursor.fetchall()}
    slow = [contract for contract in present.values() if _is_slow(contract, live, indexed)]
    yield from (_index(contract, live[contract.table]) for contract in slow)
    if not slow:
        yield Finding("ok", "source indexes", "no large table is read whole to find its changes")


def _changes(contract: TableContract, table: SourceTable) -> tuple[SchemaChange, ...]:
    return tuple(column_changes(contract, table.types))


def _drift(changes: list[SchemaChange]) -> Iterator[Finding]:
    if not changes:
        yield Finding("ok", "source columns", "every column is as its contract says")
    for change, count in sorted(Counter(each.change for each in changes).items()):
        alike = [each for each in changes if each.change == change]
        names = ", ".join(f"{each.table}.{each.column}" for each in alike[:_SHOWN])
        more = f" and {count - _SHOWN} more" if count > _SHOWN else ""
        yield Finding(
            "warn",
            "source columns",
            f"{count} {change}: {names}{more}; {alike[0].action}",
            "bring the contracts in suitehouse/contracts/suitecrm up to date",
        )


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
