"""Where the live catalogue and the contracts differ now."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from suitehouse.contracts.drift import WHOLE_TABLE, SchemaChange, column_changes
from suitehouse.contracts.model import TableContract
from suitehouse.contracts.source_types import compare_types
from suitehouse.source.catalogue import SourceTable

Catalogue = Mapping[str, SourceTable]
Contracts = Mapping[str, TableContract]


def present_drift(
    contracts: Contracts,
    catalogue: Catalogue,
    *,
    chosen: Iterable[TableContract],
    left_out: Collection[str],
    landed: Collection[str] = (),
) -> tuple[SchemaChange, ...]:
    """Return every difference, tables in the order of `chosen`, then those without a contract.

    Args:
        contracts: Every contract, so that no table of one counts as unlisted.
        catalogue: The live tables.
        chosen: The contracts that are held against it.
        left_out: Tables that nobody wants.
        landed: Tables of which rows landed once; missing in the source, they are gone.
    """
    unlisted = [
        table for name, table in catalogue.items() if name not in contracts and name not in left_out
    ]
    changes: list[SchemaChange] = []
    for contract in chosen:
        live = catalogue.get(contract.table)
        if live is None:
            successor = _successor(contract, unlisted)
            changes.append(_not_there(contract, successor, is_landed=contract.table in landed))
        else:
            changes.extend(table_changes(contract, live))
    changes.extend(
        SchemaChange(table.name, WHOLE_TABLE, "table_unlisted")
        for table in _new_tables(contracts, catalogue, unlisted)
    )
    return tuple(changes)


def _new_tables(
    contracts: Contracts, catalogue: Catalogue, unlisted: Sequence[SourceTable]
) -> list[SourceTable]:
    """The tables without a contract that are not one of a contract under another name."""
    if not unlisted:  # contracts are read from files, of which this would be most
        return []
    # Also of tables that were not chosen, or a renamed one would be told of as new.
    followed = {
        _successor(contracts[name], unlisted) for name in contracts if name not in catalogue
    }
    return [table for table in unlisted if table.name not in followed]


def table_changes(contract: TableContract, live: SourceTable) -> Iterator[SchemaChange]:
    """Yield where a live table differs from its contract: its columns, then its key."""
    yield from column_changes(contract, live.types)
    expected = [name.lower() for name in contract.key]
    primary = [name.lower() for name in live.primary_key]
    if sorted(primary) != sorted(expected):
        key = ", ".join(contract.key)
        yield SchemaChange(
            contract.table, WHOLE_TABLE, "key_changed", key, ", ".join(primary) or None
        )


def _not_there(contract: TableContract, successor: str | None, *, is_landed: bool) -> SchemaChange:
    table = contract.table
    if successor is not None:
        return SchemaChange(table, WHOLE_TABLE, "table_renamed", table, successor, successor)
    return SchemaChange(table, WHOLE_TABLE, "table_gone" if is_landed else "table_absent")


def _successor(contract: TableContract, unlisted: Iterable[SourceTable]) -> str | None:
    """The only table without a contract that has exactly this one's columns, if there is one."""
    expected = {column.name.lower(): column.type for column in contract.columns if not column.gone}
    alike = [table.name for table in unlisted if _is_alike(expected, table.types)]
    return alike[0] if len(alike) == 1 else None


def _is_alike(expected: Mapping[str, str], live: Mapping[str, str]) -> bool:
    return expected.keys() == live.keys() and all(
        compare_types(expected[name], kind) == "same" for name, kind in live.items()
    )
