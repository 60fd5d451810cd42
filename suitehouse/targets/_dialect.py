"""The statements of a delivery, as pure text; a target says what it says otherwise."""

# ruff: noqa: S608 - every identifier goes through `quote`, literals through `text`

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, Final

from suitehouse.targets._shape import Alterations
from suitehouse.targets._views import statement_of
from suitehouse.targets._words import Words
from suitehouse.targets.protocol import Column, Relation, Shipment, View

_WIDE: Final = {"HUGEINT", "UBIGINT"}


class Dialect(Words):
    """Standard SQL, as PostgreSQL has it."""

    # Whether landing, with one row to a key, is merged by MERGE. That counts rows as one number,
    # where deleting and inserting tell how many went and how many came.
    has_merge: ClassVar[bool] = False
    # Whether `create or replace view` takes any columns.
    replaces_views: ClassVar[bool] = False

    def create_schema(self, schema: str) -> str:
        """Make a schema where there is none."""
        return f"create schema if not exists {self.quote(self.schema_name(schema))}"

    def create_table(self, relation: Relation) -> str:
        """Make a relation's table."""
        return f"create table {self.relation(relation)} ({self.column_list(relation.columns)})"

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

    def empty(self, relation: Relation) -> str:
        """Remove all rows, with nothing left of them in the target's files where it can be."""
        return f"truncate table {self.relation(relation)}"

    def after_replacing(self, relation: Relation) -> tuple[str, ...]:  # noqa: ARG002 - for overriding
        """What is left to do once a replaced relation is committed, of use but not needed."""
        return ()

    def insert(self, relation: Relation, stage: str) -> str:
        """Add the staged rows."""
        names = self.names(column.name for column in relation.columns)
        return f"insert into {self.relation(relation)} ({names}) select {names} from {stage}"

    def before_merge(self, relation: Relation) -> tuple[str, ...]:  # noqa: ARG002 - for overriding
        """What a relation needs before rows are merged into it: an index, say."""
        return ()

    def merge(self, relation: Relation, stage: str) -> tuple[str, ...]:
        """Put the staged rows in the place of those with their keys; of history, all versions."""
        if self.has_merge and relation.schema == "landing":
            return (self.merge_rows(relation, stage),)
        return (self.delete_keys(relation, stage), self.insert(relation, stage))

    def delete_keys(self, relation: Relation, stage: str) -> str:
        """Remove the rows whose key is staged."""
        table, alias = self.changed(relation)
        return (
            f"delete from {table} where exists "
            f"(select 1 from {stage} as s where {self.same_key(relation, alias, 's')})"
        )

    def merge_rows(self, relation: Relation, stage: str) -> str:
        """Change the rows whose key is staged, and add the others."""
        table, alias = self.changed(relation)
        names = [column.name for column in relation.columns]
        news = ", ".join(
            f"{self.quote(name)} = s.{self.quote(name)}"
            for name in names
            if name not in relation.key
        )
        values = ", ".join(f"s.{self.quote(name)}" for name in names)
        return (
            f"merge into {table} using {stage} as s on {self.same_key(relation, alias, 's')} "
            f"when matched then update set {news} "
            f"when not matched then insert ({self.names(names)}) values ({values})"
        )

    def changed(self, relation: Relation) -> tuple[str, str]:
        """Return how a statement names the table that it changes, and calls it from then on."""
        return f"{self.relation(relation)} as t", "t"

    def same_key(self, relation: Relation, one: str, other: str) -> str:
        """Return the condition that rows of two tables have the same key."""
        keys = map(self.quote, relation.key)
        return " and ".join(f"{one}.{key} = {other}.{key}" for key in keys)

    def find_schema(self, schema: str) -> str:
        """Ask for a schema; a row says that it is there."""
        name = self.text(self.schema_name(schema))
        return f"select 1 from information_schema.schemata where schema_name = {name}"

    def tables_of(self, relations: Sequence[Relation]) -> str:
        """Ask for the tables in the schemas of relations, by schema and name."""
        return (
            "select table_schema, table_name from information_schema.tables "
            f"where table_schema in ({self.schema_texts(relations)})"
        )

    def schema_texts(self, relations: Sequence[Relation]) -> str:
        """Return the schemas of relations as a list of literals."""
        schemas = {self.schema_name(relation.schema) for relation in relations}
        return ", ".join(map(self.text, sorted(schemas)))

    def any_row(self, relation: Relation) -> str:
        """Ask for one row, if there is any."""
        return f"select 1 from {self.relation(relation)} limit 1"

    def no_row(self, relation: Relation) -> str:
        """Ask for a relation's columns alone."""
        return f"select * from {self.relation(relation)} limit 0"

    def count(self, relation: Relation) -> str:
        """Count a relation's rows."""
        return f"select count(*) from {self.relation(relation)}"

    def expect_rows(self, relation: Relation, rows: int) -> str:
        """Break a script off where a relation holds another number of rows."""
        raise NotImplementedError

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

    def contents(self, relation: Relation) -> str:
        """Read all rows, with numbers that not every driver hands over exactly as text."""
        told = ", ".join(map(self._told, relation.columns))
        return f"select {told} from {self.relation(relation)}"

    def _told(self, column: Column) -> str:
        name = self.quote(column.name)
        if column.type not in _WIDE and not column.type.startswith("DECIMAL"):
            return name
        return f"cast({name} as {self.column_type('VARCHAR')}) as {name}"

    def replace_view(self, view: View) -> tuple[str, ...]:
        """Make a view anew."""
        made = self.create_view(view)
        return (made,) if self.replaces_views else (self.drop_view(view), made)

    def drop_view(self, view: View) -> str:
        """Remove a view where there is one."""
        return f"drop view if exists {self.relation(Relation(view.schema, view.name, ()))}"

    def create_view(self, view: View) -> str:
        """Say a view of DuckDB in this SQL."""
        return statement_of(view, self)

    def viewed_as(self, tree: Any) -> Any:
        """Return a view's parsed statement with what the target says otherwise; for overriding."""
        return tree
