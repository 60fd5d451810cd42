"""What changed in a live table since the last pass and leaves no difference to its contract."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from suitehouse.contracts.drift import WHOLE_TABLE, SchemaChange, SeenColumn
from suitehouse.contracts.model import TableContract
from suitehouse.contracts.source_types import compares_exactly, may_change_values
from suitehouse.source.catalogue import SourceTable

Columns = Sequence[SeenColumn]


def seen_columns(table: SourceTable) -> tuple[SeenColumn, ...]:
    """Return what is remembered of a live table until the next pass."""
    return tuple(
        SeenColumn(column.name, column.type, _named_alike(column.collation), column.index)
        for column in table.columns
    )


def events(contract: TableContract, before: Columns, now: Columns) -> Iterator[SchemaChange]:
    """Yield collations that changed, and indexes on the cursor that came or went."""
    pairs = _pairs(before, now)
    yield from _recollated(contract, pairs)
    cursor = pairs.get((contract.cursor or "").lower())
    if cursor is not None and bool(cursor[0].index) != bool(cursor[1].index):
        change = SchemaChange(
            contract.table, cursor[1].name, "index_added" if cursor[1].index else "index_dropped"
        )
        yield change


def must_compare(contract: TableContract, before: Columns, now: Columns) -> bool:
    """Return whether rows may differ from what landed although no row was written.

    Altering a type or a character set converts values and stamps nothing; a key that compares in
    another way makes other rows one.
    """
    pairs = _pairs(before, now)
    landed = {column.name.lower() for column in contract.landed}
    return any(
        may_change_values(old.type, new.type)
        or _charset(old.collation) != _charset(new.collation)
        or (name in _key(contract) and _is_exact(old) != _is_exact(new))
        for name, (old, new) in pairs.items()
        if name in landed
    )


def _recollated(
    contract: TableContract, pairs: Mapping[str, tuple[SeenColumn, SeenColumn]]
) -> Iterator[SchemaChange]:
    """One change for all columns that went from one collation to another; keys by themselves."""
    alike: dict[tuple[str, str], list[str]] = {}
    for name, (old, new) in pairs.items():
        if old.collation is None or new.collation is None or old.collation == new.collation:
            continue
        if name in _key(contract) and _is_exact(old) != _is_exact(new):
            yield SchemaChange(
                contract.table, new.name, "key_recollated", old.collation, new.collation
            )
        else:
            alike.setdefault((old.collation, new.collation), []).append(new.name)
    for (old_collation, new_collation), names in alike.items():
        column = names[0] if len(names) == 1 else WHOLE_TABLE
        yield SchemaChange(contract.table, column, "recollated", old_collation, new_collation)


def _pairs(before: Columns, now: Columns) -> dict[str, tuple[SeenColumn, SeenColumn]]:
    old = {column.name.lower(): column for column in before}
    return {
        column.name.lower(): (old[column.name.lower()], column)
        for column in now
        if column.name.lower() in old
    }


def _key(contract: TableContract) -> set[str]:
    return {name.lower() for name in contract.key}


def _is_exact(column: SeenColumn) -> bool:
    return compares_exactly(column.type, column.collation)


def _named_alike(collation: str | None) -> str | None:
    """MariaDB 10.6 and MySQL 8 call utf8mb3 what was utf8 before: an upgrade changes nothing."""
    if collation is not None and collation.startswith("utf8_"):
        return f"utf8mb3_{collation.removeprefix('utf8_')}"
    return collation


def _charset(collation: str | None) -> str:
    return (collation or "").partition("_")[0]
