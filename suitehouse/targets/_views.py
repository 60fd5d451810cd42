"""Views of DuckDB, said in the SQL of a target."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from suitehouse.targets.protocol import Relation, View

if TYPE_CHECKING:
    from suitehouse.targets._dialect import Dialect


def relations_of(view: View) -> tuple[Relation, ...]:
    """Return the relations that a view reads."""
    found = (Relation(table.db, table.name, ()) for table in _tables(_parsed(view)))
    return tuple(each for each in found if each.schema != view.schema)


def statement_of(view: View, dialect: Dialect) -> str:
    """Return the statement that makes a view, with names as the target stores them."""
    from sqlglot import exp  # noqa: PLC0415 - half a second, and only if views are made

    tree = _parsed(view)
    for table in _tables(tree):
        table.args["db"].set("this", dialect.schema_name(table.db))
    for identifier in tree.find_all(exp.Identifier):
        identifier.set("this", dialect.stored(identifier.name))
    tree.set("replace", dialect.replaces_views)
    return str(dialect.viewed_as(tree).sql(dialect=dialect.sqlglot_name, identify=True))


def _parsed(view: View) -> Any:
    import sqlglot  # noqa: PLC0415 - as above

    return sqlglot.parse_one(view.sql, read="duckdb")


def _tables(tree: Any) -> Iterator[Any]:
    """Yield the tables of a statement that are named with their schema."""
    from sqlglot import exp  # noqa: PLC0415 - as above

    return (table for table in tree.find_all(exp.Table) if table.db)
