"""The SQL of a delivery, as pure text; a target overrides what it says otherwise."""

# ruff: noqa: S608 - every identifier goes through `quote`, literals through `text`

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any, ClassVar

from suitehouse.errors import ConfigurationError
from suitehouse.targets._shape import Alterations
from suitehouse.targets.protocol import (
    RECEIPTS_SCHEMA,
    RECEIPTS_TABLE,
    Column,
    Receipt,
    Relation,
    Shipment,
    View,
)

_SIZED = re.compile(r"(?P<name>[A-Z]+)\((?P<size>.+)\)")
_RECEIPT_TYPES = {"int": "BIGINT", "datetime": "TIMESTAMP"}


class Dialect:
    """Standard SQL, as PostgreSQL has it."""

    name: ClassVar[str] = "postgresql"
    sqlglot_name: ClassVar[str] = "postgres"
    longest_name: ClassVar[int] = 63
    # Columns that every table of the target has by itself.
    reserved: ClassVar[frozenset[str]] = frozenset()
    # The two statements of a merge tell how many rows went and came.
    tells_merged: ClassVar[bool] = True
    types: ClassVar[Mapping[str, str]] = {
        "BOOLEAN": "boolean",
        "INTEGER": "integer",
        "BIGINT": "bigint",
        "UBIGINT": "numeric(20,0)",
        "HUGEINT": "numeric(38,0)",
        "DOUBLE": "double precision",
        "DECIMAL": "numeric",
        "DATE": "date",
        "TIME": "time",
        "TIMESTAMP": "timestamp",
        "VARCHAR": "text",
    }

    def quote(self, name: str) -> str:
        """Return a name as a quoted identifier."""
        return '"' + name.replace('"', '""') + '"'

    def text(self, value: str) -> str:
        """Return a text literal."""
        return "'" + value.replace("'", "''") + "'"

    def moment(self, value: datetime) -> str:
        """Return a timestamp literal, in UTC."""
        naive = value.astimezone(UTC).replace(tzinfo=None)
        return f"cast('{naive.isoformat(sep=' ', timespec='microseconds')}' as timestamp)"

    def column_type(self, type_name: str) -> str:
        """Return the target's type for a type of DuckDB.

        Raises:
            ConfigurationError: It has none.
        """
        sized = _SIZED.fullmatch(type_name)
        name, size = (sized["name"], f"({sized['size']})") if sized else (type_name, "")
        if name not in self.types:
            raise ConfigurationError(
                f"A column of type {name} cannot be delivered to {self.name}://."
            )
        return self.types[name] + size

    def schema_name(self, schema: str) -> str:
        """Return the schema's name in the target."""
        return schema

    def relation(self, relation: Relation) -> str:
        """Return a relation's qualified name."""
        return f"{self.quote(self.schema_name(relation.schema))}.{self.quote(relation.name)}"

    def check_names(self, relation: Relation) -> None:
        """Make sure that the target can have the relation's names.

        Raises:
            ConfigurationError: A name is too long or taken, or two differ by case alone where it
                counts not.
        """
        for name in (relation.name, *[column.name for column in relation.columns]):
            if len(name.encode()) > self.longest_name:
                raise ConfigurationError(
                    f"{relation.qualified} has the name '{name}', longer than the "
                    f"{self.longest_name} bytes that {self.name}:// allows; leave the table or "
                    "column out by its contract, or rename it in the CRM."
                )
        taken = sorted(self.reserved & {self.stored(column.name) for column in relation.columns})
        if taken:
            raise ConfigurationError(
                f"{relation.qualified} has the column '{taken[0]}', which every table of "
                f"{self.name}:// has by itself; leave it out by its contract, or rename it in the "
                "CRM."
            )
        counted = Counter(self.stored(column.name) for column in relation.columns)
        alike = sorted(name for name, count in counted.items() if count > 1)
        if alike:
            raise ConfigurationError(
                f"{relation.qualified} has columns whose names differ by upper and lower case "
                f"alone ({', '.join(alike)}), which {self.name}:// does not tell apart; leave one "
                "of them out by its contract, or rename it in the CRM."
            )

    def create_schema(self, schema: str) -> str:
        """Make a schema where there is none."""
        return f"create schema if not exists {self.quote(self.schema_name(schema))}"

    def create_table(self, relation: Relation) -> str:
        """Make a relation's table."""
        return f"create table {self.relation(relation)} ({self.column_list(relation.columns)})"

    def stage(self, shipment: Shipment, number: int) -> str:  # noqa: ARG002 - for overriding
        """Name the table that a shipment's rows are staged in, quoted."""
        return f"_suitehouse_stage_{number}"

    def replace_stage(self, relation: Relation, stage: str) -> tuple[str, ...]:
        """Make the stage, whatever an earlier try left there."""
        return (self.drop_stage(stage), self.create_stage(relation, stage))

    def create_stage(self, relation: Relation, stage: str) -> str:
        """Make the temporary table that rows are staged in."""
        return f"create temporary table {stage} ({self.column_list(relation.columns)})"

    def drop_stage(self, stage: str) -> str:
        """Remove the temporary table."""
        return f"drop table if exists {stage}"

    def column_list(self, columns: Sequence[Column]) -> str:
        """Return the definitions of columns."""
        return ", ".join(f"{self.quote(c.name)} {self.column_type(c.type)}" for c in columns)

    def before_alter(self, relation: Relation) -> tuple[str, ...]:  # noqa: ARG002 - for overriding
        """What stands in the way of altering a relation: views of ours, say."""
        return ()

    def alter(self, relation: Relation, changes: Alterations) -> Iterator[str]:
        """Bring a relation into another shape; one column at least is always left."""
        retyped = set(changes.dropped)
        for column in changes.added:
            if column.name not in retyped:
                yield self.add_column(relation, column)
        for name in changes.dropped:
            yield self.drop_column(relation, name)
        for column in changes.added:
            if column.name in retyped:
                yield self.add_column(relation, column)

    def add_column(self, relation: Relation, column: Column) -> str:
        """Add a column to a relation."""
        return f"alter table {self.relation(relation)} add column {self.column_list([column])}"

    def drop_column(self, relation: Relation, name: str) -> str:
        """Remove a column from a relation."""
        return f"alter table {self.relation(relation)} drop column {self.quote(name)}"

    def empty(self, relation: Relation) -> str:
        """Remove all rows, with nothing left of them in the target's files where it can be."""
        return f"truncate table {self.relation(relation)}"

    def delete_keys(self, relation: Relation, stage: str) -> str:
        """Remove the rows whose key is staged."""
        same = " and ".join(f"t.{self.quote(name)} = s.{self.quote(name)}" for name in relation.key)
        return (
            f"delete from {self.relation(relation)} as t where exists "
            f"(select 1 from {stage} as s where {same})"
        )

    def insert(self, relation: Relation, stage: str) -> str:
        """Add the staged rows."""
        names = ", ".join(self.quote(column.name) for column in relation.columns)
        return f"insert into {self.relation(relation)} ({names}) select {names} from {stage}"

    def before_merge(self, relation: Relation) -> tuple[str, ...]:  # noqa: ARG002 - for overriding
        """What a relation needs before rows are merged into it: an index, say."""
        return ()

    def merge(self, relation: Relation, stage: str) -> tuple[str, ...]:
        """Put the staged rows in the place of those with their keys."""
        return (self.delete_keys(relation, stage), self.insert(relation, stage))

    def stored(self, name: str) -> str:
        """Return a name as the target's catalogue has it."""
        return name

    def find_schema(self, schema: str) -> str:
        """Ask for a schema; a row says that it is there."""
        name = self.text(self.schema_name(schema))
        return f"select 1 from information_schema.schemata where schema_name = {name}"

    def tables_of(self, relations: Sequence[Relation]) -> str:
        """Ask for the tables in the schemas of relations, by schema and name."""
        schemas = sorted({self.schema_name(relation.schema) for relation in relations})
        return (
            "select table_schema, table_name from information_schema.tables "
            f"where table_schema in ({', '.join(map(self.text, schemas))})"
        )

    def drop_view(self, view: View) -> str:
        """Remove a view where there is one."""
        name = f"{self.quote(self.schema_name(view.schema))}.{self.quote(view.name)}"
        return f"drop view if exists {name}"

    def replace_view(self, view: View) -> tuple[str, ...]:
        """Make a view anew."""
        return (self.drop_view(view), self.create_view(view))

    def create_view(self, view: View) -> str:
        """Say a view of DuckDB in this SQL."""
        tree = self.viewed_as(_parsed(view))
        for table in _tables(tree):
            table.args["db"].set("this", self.schema_name(table.db))
        return str(tree.sql(dialect=self.sqlglot_name, identify=True))

    def viewed_as(self, tree: Any) -> Any:
        """Return a view's statement with what the target says otherwise; for overriding."""
        return tree

    def viewed(self, view: View) -> tuple[Relation, ...]:
        """Return the relations that a view reads."""
        found = (Relation(table.db, table.name, ()) for table in _tables(_parsed(view)))
        return tuple(each for each in found if each.schema != view.schema)

    def any_row(self, relation: Relation) -> str:
        """Ask for one row, if there is any."""
        return f"select 1 from {self.relation(relation)} limit 1"

    def no_row(self, relation: Relation) -> str:
        """Ask for a relation's columns alone."""
        return f"select * from {self.relation(relation)} limit 0"

    def expect_rows(self, relation: Relation, rows: int) -> str:
        """Break a script off where a relation holds another number of rows."""
        raise NotImplementedError

    def count(self, relation: Relation) -> str:
        """Count a relation's rows."""
        return f"select count(*) from {self.relation(relation)}"

    def totals(self, relation: Relation) -> str:
        """Add up rows, tombstones and digests."""
        if not relation.has_digest:
            return f"select count(*), 0, 0 from {self.relation(relation)}"
        live = f"case when {self.quote('_removed_at')} is null then {self.quote('_digest')} end"
        return (
            f"select count(*), count({self.quote('_removed_at')}), "
            f"coalesce(sum(cast({live} as {self.column_type('HUGEINT')})), 0) "
            f"from {self.relation(relation)}"
        )

    def keys_and_digests(self, relation: Relation) -> str:
        """Read keys and digests of live rows."""
        names = ", ".join(self.quote(name) for name in (*relation.key, "_digest"))
        return (
            f"select {names} from {self.relation(relation)} "
            f"where {self.quote('_removed_at')} is null"
        )

    @property
    def receipts(self) -> Relation:
        """The table of receipts."""
        columns = tuple(
            Column(_RECEIPT_NAMES.get(f.name, f.name), _RECEIPT_TYPES.get(str(f.type), "VARCHAR"))
            for f in fields(Receipt)
        )
        return Relation(RECEIPTS_SCHEMA, RECEIPTS_TABLE, columns)

    def read_receipts(self) -> str:
        """Read all receipts."""
        names = ", ".join(self.quote(column.name) for column in self.receipts.columns)
        return f"select {names} from {self.relation(self.receipts)}"

    def note_receipts(self, receipts: Sequence[Receipt]) -> Iterator[str]:
        """Write receipts over those of the same relations."""
        table = self.relation(self.receipts)
        names = ", ".join(self.quote(column.name) for column in self.receipts.columns)
        same = " or ".join(
            f"({self.quote('schema_name')} = {self.text(r.schema)} "
            f"and {self.quote('table_name')} = {self.text(r.table)})"
            for r in receipts
        )
        yield f"delete from {table} where {same}"
        rows = ", ".join(f"({self._receipt_row(receipt)})" for receipt in receipts)
        yield f"insert into {table} ({names}) values {rows}"

    def _receipt_row(self, receipt: Receipt) -> str:
        values = (getattr(receipt, f.name) for f in fields(Receipt))
        return ", ".join(self._literal(value) for value in values)

    def _literal(self, value: str | int | datetime) -> str:
        if isinstance(value, datetime):
            return self.moment(value)
        return str(value) if isinstance(value, int) else self.text(value)


def _parsed(view: View) -> Any:
    import sqlglot  # noqa: PLC0415 - half a second, and only if views are made

    return sqlglot.parse_one(view.sql, read="duckdb")


def _tables(tree: Any) -> Iterator[Any]:
    """Yield the tables of a statement that are named with their schema."""
    from sqlglot import exp  # noqa: PLC0415 - as above

    return (table for table in tree.find_all(exp.Table) if table.db)


_RECEIPT_NAMES = {"schema": "schema_name", "table": "table_name", "rows": "row_count"}
