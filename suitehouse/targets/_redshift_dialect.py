"""The SQL of Amazon Redshift, as pure text.

A table with a key is distributed and sorted by it. Rows of a table, its history and what is staged
for them then lie on the same slice, so that a merge moves none over the network and analysts who
join by id neither; sorted by the key, a merge reads the blocks that hold the keys it brings. A
table without a key (marts, the ledger) is left to Redshift's own choice, which copies a small one
to every node and changes its mind as the table grows.

Redshift folds names to lower case. We fold them ourselves, so that nothing hangs on the cluster's
`enable_case_sensitive_identifier`.
"""

# ruff: noqa: S608 - every identifier goes through `quote`, literals through `text`

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar, Final

from suitehouse.targets._dialect import Dialect
from suitehouse.targets._shape import Alterations
from suitehouse.targets.protocol import Relation, View

_LONGEST_TEXT_BYTES: Final = 65_535


class RedshiftDialect(Dialect):
    """What Redshift says otherwise than PostgreSQL."""

    name = "redshift"
    sqlglot_name = "redshift"
    longest_name = 127
    longest_text_bytes = _LONGEST_TEXT_BYTES
    holds_nuls = False
    tells_case_apart = False
    escapes_by_backslash = True  # as old PostgreSQL
    has_merge = True
    types: ClassVar = {**Dialect.types, "VARCHAR": f"varchar({_LONGEST_TEXT_BYTES})"}

    def quote(self, name: str) -> str:
        """Return a name as a quoted identifier, folded."""
        return super().quote(self.stored(name))

    def stored(self, name: str) -> str:
        """Return a name as the catalogue has it."""
        return name.lower()

    def create_table(self, relation: Relation) -> str:
        """Make a relation's table, on slices by its key."""
        return f"{super().create_table(relation)}{self._placing(relation)}"

    def create_stage(self, relation: Relation, stage: str) -> str:
        """Make the temporary table that rows are staged in, on the same slices as their table."""
        return f"{super().create_stage(relation, stage)}{self._placing(relation)}"

    def alter(self, relation: Relation, changes: Alterations) -> Iterator[str]:
        """Make the table anew where a column of its key goes, since rows are distributed by it."""
        if not set(changes.dropped) & set(relation.key):
            yield from super().alter(relation, changes)
            return
        yield f"drop table {self.relation(relation)}"
        yield self.create_table(relation)

    def empty(self, relation: Relation) -> str:
        """Remove all rows; TRUNCATE would commit what was begun."""
        return f"delete from {self.relation(relation)}"

    def delete_keys(self, relation: Relation, stage: str) -> str:
        """Remove the rows whose key is staged."""
        table, name = self.changed(relation)
        return f"delete from {table} using {stage} where {self.same_key(relation, name, stage)}"

    def changed(self, relation: Relation) -> tuple[str, str]:
        """Return the table's name twice: DELETE and MERGE allow it no other."""
        return self.relation(relation), self.relation(relation)

    def copy(self, name: str, columns: Sequence[str], source: str, role: str) -> str:
        """Load Parquet files under an S3 prefix into a table; its region is not ours to say."""
        names = self.names(columns)
        authority = "default" if role == "default" else self.text(role)
        return (
            f"copy {name} ({names}) from {self.text(source)} iam_role {authority} format as parquet"
        )

    def create_texts(self, name: str, columns: Sequence[str], times: set[str], made: str) -> str:
        """Make a temporary table like another, with text where times go: COPY reads none."""
        listed = ", ".join(
            f"cast(null as varchar(16)) as {self.quote(column)}"
            if column in times
            else self.quote(column)
            for column in columns
        )
        return f"create temporary table {made} as select {listed} from {name} where 1 = 0"

    def insert_texts(self, name: str, columns: Sequence[str], times: set[str], made: str) -> str:
        """Add what was copied as text."""
        values = ", ".join(
            f"cast({self.quote(column)} as time)" if column in times else self.quote(column)
            for column in columns
        )
        return f"insert into {name} ({self.names(columns)}) select {values} from {made}"

    def create_view(self, view: View) -> str:
        """Say a view in this SQL; bound late, it stands in the way of no alteration."""
        return f"{super().create_view(view)} with no schema binding"

    def find_schema(self, schema: str) -> str:
        """Ask for a schema; information_schema shows those of the user alone."""
        name = self.text(self.schema_name(schema))
        return f"select 1 from pg_catalog.pg_namespace where nspname = {name}"

    def tables_of(self, relations: Sequence[Relation]) -> str:
        """Ask for tables and views; information_schema hides those that the user may not read."""
        return (
            "select n.nspname, c.relname from pg_catalog.pg_class as c "
            "join pg_catalog.pg_namespace as n on n.oid = c.relnamespace "
            f"where c.relkind in ('r', 'v') and n.nspname in ({self.schema_texts(relations)})"
        )

    def _placing(self, relation: Relation) -> str:
        if not relation.key:
            return ""
        first, keys = self.quote(relation.key[0]), self.names(relation.key)
        return f" diststyle key distkey ({first}) sortkey ({keys})"
