"""The SQL of a delivery as BigQuery says it.

Tables are clustered by their key, which is what rows are found by and what analysts join. They are
not partitioned: SuiteCRM's keys are random, and a day's changes lie in rows of all ages, so that a
partition by any date would be touched by nearly every merge; a date can change or be missing too,
and a row that moves to another partition is then found twice. Partitions of a CRM's size (under
10 GB) would be slower than blocks besides. What a merge reads is at most the table.

A column that goes or changes its type is not dropped: BigQuery keeps the name of a dropped column
reserved for as long as time travel lasts. The table is made anew from itself, in one statement.
"""

# ruff: noqa: S608 - identifiers go through `quote`, literals through `text`

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, Final

from suitehouse.errors import ConfigurationError
from suitehouse.targets._dialect import Dialect
from suitehouse.targets._shape import Alterations
from suitehouse.targets.protocol import RECEIPTS_SCHEMA, Column, Relation, Shipment

_DECIMAL: Final = re.compile(r"DECIMAL\((?P<precision>\d+),\s*(?P<scale>\d+)\)")
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
# BigQuery's own columns begin so, in any case.
_RESERVED: Final = (
    "_TABLE_",
    "_FILE_",
    "_PARTITION",
    "_ROW_TIMESTAMP",
    "__ROOT__",
    "_COLIDENTIFIER",
    "_CHANGE_SEQUENCE_NUMBER",
    "_CHANGE_TYPE",
    "_CHANGE_TIMESTAMP",
)
_NUMERIC_SCALE: Final = 9
_NUMERIC_DIGITS: Final = 29
_CLUSTERED: Final = 4
_NOT_CLUSTERED_BY: Final = {"DOUBLE", "TIME"}
_SHORT_HELD: Final = re.compile(
    r"suitehouse would hold (?P<held>\d+) rows of (?P<name>[\w.]+), not (?P<due>\d+)"
)


class BigQueryDialect(Dialect):
    """GoogleSQL, for the datasets of one project whose names begin with a prefix.

    TIMESTAMP of the writer is a time without a zone, as SuiteCRM stores it: DATETIME here. What is
    called TIMESTAMP in BigQuery is an instant, which only we know it to be.
    """

    name = "bigquery"
    sqlglot_name = "bigquery"
    longest_name = 300
    tells_case_apart = False
    has_merge = True
    replaces_views = True
    types: ClassVar = {
        "BOOLEAN": "bool",
        "INTEGER": "int64",
        "BIGINT": "int64",
        "UBIGINT": "numeric(20, 0)",
        "HUGEINT": "bignumeric",
        "DOUBLE": "float64",
        "DATE": "date",
        "TIME": "time",
        "TIMESTAMP": "datetime",
        "VARCHAR": "string",
    }

    def __init__(self, project: str, prefix: str = "", location: str = "") -> None:
        self._project = project
        self._prefix = f"{prefix}_" if prefix else ""
        self._location = location

    def quote(self, name: str) -> str:
        """Return a name as a quoted identifier."""
        return "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`"

    def text(self, value: str) -> str:
        """Return a text literal."""
        escaped = value.replace("\\", "\\\\").replace("'", "\\'")
        return "'" + escaped.replace("\n", "\\n").replace("\r", "\\r") + "'"

    def column_type(self, type_name: str) -> str:
        """Return BigQuery's type: NUMERIC where its 29 digits and 9 decimals suffice."""
        found = _DECIMAL.fullmatch(type_name)
        if not found:
            return super().column_type(type_name)
        precision, scale = int(found["precision"]), int(found["scale"])
        fits = scale <= _NUMERIC_SCALE and precision - scale <= _NUMERIC_DIGITS
        return f"{'numeric' if fits else 'bignumeric'}({precision}, {scale})"

    def schema_name(self, schema: str) -> str:
        """Return the dataset's name."""
        return f"{self._prefix}{schema}"

    def relation(self, relation: Relation) -> str:
        """Return a relation's name with project and dataset."""
        return self._qualified(relation.schema, relation.name)

    def _qualified(self, schema: str, name: str) -> str:
        parts = (self._project, self.schema_name(schema), name)
        return ".".join(self.quote(part) for part in parts)

    def check_names(self, relation: Relation) -> None:
        """Make sure that BigQuery can have the relation's names.

        Raises:
            ConfigurationError: Names are too long, have other characters, or differ by case alone.
        """
        super().check_names(relation)
        columns = [column.name for column in relation.columns]
        bad = [name for name in (relation.name, *columns) if not _NAME.fullmatch(name)]
        bad += [name for name in columns if name.upper().startswith(_RESERVED)]
        if bad:
            listed = ", ".join(f"'{name}'" for name in bad)
            raise ConfigurationError(
                f"{relation.qualified} has names that bigquery:// cannot have: {listed}; names may "
                "have letters of ASCII, digits and underscores, and not begin as its own columns "
                "do. Leave the table or columns out by its contract, or rename them in the CRM."
            )

    def create_schema(self, schema: str) -> str:
        """Make a dataset in its place."""
        name = f"{self.quote(self._project)}.{self.quote(self.schema_name(schema))}"
        options = f" options (location = {self.text(self._location)})" if self._location else ""
        return f"create schema if not exists {name}{options}"

    def create_table(self, relation: Relation) -> str:
        """Make a relation's table."""
        return f"{super().create_table(relation)}{self._clustering(relation)}"

    def _clustering(self, relation: Relation) -> str:
        types = {column.name: column.type for column in relation.columns}
        names = [name for name in relation.key if types[name] not in _NOT_CLUSTERED_BY]
        return f" cluster by {self.names(names[:_CLUSTERED])}" if names else ""

    def alter(self, relation: Relation, changes: Alterations) -> Iterator[str]:
        """Add columns, or make the table anew from itself where columns go.

        The new table's decimals have as many digits as BigQuery allows, whatever they had before.
        """
        if not changes.dropped:
            for column in changes.added:
                yield self.add_column(relation, column)
            return
        fresh = {column.name for column in changes.added}
        values = ", ".join(self._kept(column, fresh) for column in relation.columns)
        name = self.relation(relation)
        clustering = self._clustering(relation)
        yield f"create or replace table {name}{clustering} as select {values} from {name}"

    def _kept(self, column: Column, fresh: set[str]) -> str:
        name = self.quote(column.name)
        kind = self.column_type(column.type)
        return f"cast(null as {kind}) as {name}" if column.name in fresh else name

    def add_column(self, relation: Relation, column: Column) -> str:
        """Add a column, which a run that broke off may have added already."""
        listed = self.column_list([column])
        return f"alter table {self.relation(relation)} add column if not exists {listed}"

    def stage(self, shipment: Shipment, number: int) -> str:  # noqa: ARG002 - names tell it apart
        """Name a stage after its delivery alone: load jobs are counted by table and day."""
        receipt = shipment.receipt
        told = f"{receipt.relation} {receipt.version} {receipt.delivered_at.isoformat()}"
        mark = hashlib.sha256(told.encode()).hexdigest()[:12]
        return self._qualified(RECEIPTS_SCHEMA, f"_stage_{receipt.schema}_{receipt.table}_{mark}")

    def replace_stage(self, relation: Relation, stage: str) -> tuple[str, ...]:
        """Make the stage in one statement."""
        return (self.create_stage(relation, stage),)

    def create_stage(self, relation: Relation, stage: str) -> str:
        """Make a table that goes by itself a day later, whatever becomes of us."""
        return (
            f"create or replace table {stage} ({self.column_list(relation.columns)}) options "
            "(expiration_timestamp = timestamp_add(current_timestamp(), interval 1 day))"
        )

    def expect_rows(self, relation: Relation, rows: int) -> str:
        """Break off, and so roll back, where a relation holds another number of rows."""
        before = self.text("suitehouse would hold ")
        after = self.text(f" rows of {relation.qualified}, not {rows}")
        return (
            f"select if(held = {rows}, held, "
            f"error(concat({before}, cast(held as string), {after}))) "
            f"from (select count(*) as held from {self.relation(relation)})"
        )

    def script(self, statements: Sequence[str]) -> str:
        """Return statements as one transaction, which an error in any of them rolls back."""
        return ";\n".join(("begin transaction", *statements, "commit transaction")) + ";"

    def viewed_as(self, tree: Any) -> Any:
        """Name the project, without which a view is read in that of whoever asks."""
        from sqlglot import exp  # noqa: PLC0415 - half a second, and only if views are made

        for table in tree.find_all(exp.Table):
            if table.db:
                table.set("catalog", exp.to_identifier(self._project, quoted=True))
        return tree


def short_held(message: str) -> tuple[str, int, int] | None:
    """Return relation, rows held and rows due, where `expect_rows` broke a script off."""
    found = _SHORT_HELD.search(message)
    return (found["name"], int(found["held"]), int(found["due"])) if found else None
