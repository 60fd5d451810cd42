"""Queries for some of a table's rows or columns, where the rest of them is not needed."""

from __future__ import annotations

from collections.abc import Sequence

from suitehouse.contracts.shape import TableShape
from suitehouse.misfits import RowKey
from suitehouse.source.quoting import quote, text_literal
from suitehouse.source.reader import Query
from suitehouse.source.windows import whole_table


def narrowed(query: Query, key: Sequence[str], columns: Sequence[str]) -> Query:
    """Return the query for the key and these columns of the rows that have a value in one."""
    names = tuple(name for name in query.columns if name in {*key, *columns})
    shown = ", ".join(map(quote, names))
    has_value = " or ".join(f"{quote(name)} is not null" for name in columns)
    sql = f"select {shown} from ({query.sql}) as narrowed where {has_value}"  # noqa: S608 - quoted names
    return Query(query.table, sql, names)


def rows_by_key(shape: TableShape, keys: Sequence[RowKey]) -> Query:
    """Return the query for the rows that have one of these keys; uses the index on the key."""
    names = shape.contract.key
    if len(names) == 1:
        values = ", ".join(text_literal(value) for (value,) in keys if value is not None)
        condition = f"{quote(names[0])} in ({values})"
    else:
        condition = " or ".join(_has_key(names, key) for key in keys)
    return whole_table(shape, f" where {condition}")


def _has_key(names: Sequence[str], key: RowKey) -> str:
    pairs = zip(names, key, strict=True)
    parts = (
        f"{quote(name)} is null" if value is None else f"{quote(name)} = {text_literal(value)}"
        for name, value in pairs
    )
    return f"({' and '.join(parts)})"
