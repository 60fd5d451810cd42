"""The SQL of Snowflake, as pure text.

Analysts write names without quotes, and Snowflake then takes them for upper case. So names are
stored in upper case, and quoted all the same, since some are words of SQL.

Rows of a key are deleted and inserted, for landing as for history: MERGE refuses several rows of a
key, as versions are, and reads as much of the table. Both statements tell how many rows they
changed, so that nothing has to be counted.
"""

# ruff: noqa: S608 - every identifier goes through `quote`, literals through `text`

from __future__ import annotations

from typing import Any, ClassVar, Final

from suitehouse.targets._dialect import Dialect
from suitehouse.targets.protocol import RECEIPTS_SCHEMA, Column, Relation, Shipment

_LONGEST_TEXT_BYTES: Final = 16_777_216
# Times of a Parquet file are times with logical types alone; a text `\N` is NULL by default.
_FORMAT: Final = (
    "(TYPE = PARQUET USE_VECTORIZED_SCANNER = TRUE USE_LOGICAL_TYPE = TRUE NULL_IF = ())"
)


class SnowflakeDialect(Dialect):
    """What Snowflake says otherwise than PostgreSQL."""

    name = "snowflake"
    sqlglot_name = "snowflake"
    longest_name = 255
    longest_text_bytes = _LONGEST_TEXT_BYTES
    tells_case_apart = False
    escapes_by_backslash = True
    replaces_views = True
    types: ClassVar = {
        "BOOLEAN": "boolean",
        "INTEGER": "number(10,0)",
        "BIGINT": "number(19,0)",
        "UBIGINT": "number(20,0)",
        "HUGEINT": "number(38,0)",
        "DOUBLE": "float",
        "DECIMAL": "number",
        "DATE": "date",
        "TIME": "time(6)",
        "TIMESTAMP": "timestamp_ntz(6)",  # a plain one is what the account says
        "VARCHAR": f"varchar({_LONGEST_TEXT_BYTES})",
    }

    def quote(self, name: str) -> str:
        """Return a name as a quoted identifier, in upper case."""
        return super().quote(self.stored(name))

    def stored(self, name: str) -> str:
        """Return a name as the catalogue has it."""
        return name.upper()

    def stage(self, shipment: Shipment, number: int) -> str:  # noqa: ARG002 - of the dialect
        """Name the temporary table that a shipment's rows are staged in."""
        return self.quote(f"_suitehouse_stage_{number}")

    @property
    def files(self) -> str:
        """The temporary stage that files are put in; it is gone with the session."""
        return "@" + self.quote("_suitehouse_files")

    def replace_stage(self, relation: Relation, stage: str) -> tuple[str, ...]:
        """Make the stage, and a place for its files, whatever an earlier try left there."""
        return (
            f"use schema {self.quote(RECEIPTS_SCHEMA)}",
            self.create_stage(relation, stage),
            f"create or replace temporary stage {self.files.removeprefix('@')}",
        )

    def create_stage(self, relation: Relation, stage: str) -> str:
        """Make the temporary table that rows are staged in."""
        columns = self.column_list(relation.columns)
        return f"create or replace temporary table {stage} ({columns})"

    def put(self, path: str) -> str:
        """Send a file to the stage as it is."""
        source = self.text(f"file://{path}")
        return f"put {source} {self.files} auto_compress = false overwrite = true"

    def copy(self, stage: str) -> str:
        """Load the files into the temporary table, by the names of columns, and remove them."""
        return (
            f"copy into {stage} from {self.files} FILE_FORMAT = {_FORMAT} "
            "MATCH_BY_COLUMN_NAME = CASE_SENSITIVE ON_ERROR = ABORT_STATEMENT PURGE = TRUE"
        )

    def add_column(self, relation: Relation, column: Column) -> str:
        """Add a column, if an earlier try did not."""
        table = self.relation(relation)
        return f"alter table {table} add column if not exists {self.column_list([column])}"

    def drop_column(self, relation: Relation, name: str) -> str:
        """Remove a column, if an earlier try did not."""
        return f"alter table {self.relation(relation)} drop column if exists {self.quote(name)}"

    def empty(self, relation: Relation) -> str:
        """Remove all rows; TRUNCATE would commit what was begun."""
        return f"delete from {self.relation(relation)}"

    def delete_keys(self, relation: Relation, stage: str) -> str:
        """Remove the rows whose key is staged."""
        table = self.relation(relation)
        return f"delete from {table} using {stage} as s where {self.same_key(relation, table, 's')}"

    def viewed_as(self, tree: Any) -> Any:
        """Leave a view to those who may read it already."""
        from sqlglot import exp  # noqa: PLC0415 - half a second, and only if views are made

        tree.set("properties", exp.Properties(expressions=[exp.CopyGrantsProperty()]))
        return tree

    def show_schemas(self, database: str) -> str:
        """Ask for schemas, which no warehouse has to run for; `database` is quoted."""
        return f"show terse schemas in database {database}"

    def show_tables(self, database: str, schema: str) -> str:
        """Ask for tables and views, which no warehouse has to run for; `schema` is stored so."""
        return f"show terse objects in schema {database}.{Dialect.quote(self, schema)}"
