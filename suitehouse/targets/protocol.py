"""What a target warehouse has to do, and the values that pass to it.

The writer has cast, masked, merged and proven the rows already. A target takes them, all or
nothing, together with a receipt that says what it holds now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, Protocol

import pyarrow as pa

# replace: the relation holds these rows and no others. merge: rows of these keys are replaced.
Mode = Literal["replace", "merge"]
# Reads the rows anew each time, since a broken connection has to send them again.
Rows = Callable[[], pa.RecordBatchReader]

RECEIPTS_SCHEMA: Final = "ops"
VIEWS_SCHEMA: Final = "staging"


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `type` is DuckDB's name of it, such as `DECIMAL(26,6)`."""

    name: str
    type: str


@dataclass(frozen=True, slots=True)
class Relation:
    """A table that is delivered. Without a `key` it is always replaced; a key may be on more rows.

    Of history the key is that of the row whose versions they are: all of them go together.
    """

    schema: str
    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()

    @property
    def qualified(self) -> str:
        """Schema and name, as people write them."""
        return f"{self.schema}.{self.name}"

    @property
    def has_digest(self) -> bool:
        """Whether its rows carry the digest of what the CRM holds."""
        return any(column.name == "_digest" for column in self.columns)


@dataclass(frozen=True, slots=True)
class View:
    """A view over what is delivered; `sql` is the statement that makes it in DuckDB."""

    schema: str
    name: str
    sql: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a target says of a relation it holds; a row of its `ops.receipts`.

    `version` names the writer's state, `shape` the columns, `key_id` the masking key of the values.
    `rows` counts all rows, tombstones included. `supplier` is the writer that it came from. Without
    a version it is of a relation that was made and never filled.
    """

    schema: str
    table: str
    version: str
    shape: str
    key_id: str
    supplier: str
    rows: int
    delivered_at: datetime

    @property
    def relation(self) -> str:
        """Schema and name of the relation."""
        return f"{self.schema}.{self.table}"


@dataclass(frozen=True, slots=True)
class Shipment:
    """Rows for one relation, and what the target is to say of it afterwards."""

    relation: Relation
    mode: Mode
    rows: Rows
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class Totals:
    """How many rows a relation has, how many of them are tombstones, and the sum of live digests.

    `digests` is 0 of a relation without any.
    """

    rows: int
    removed: int
    digests: int


@dataclass(frozen=True, slots=True)
class Cost:
    """What a delivery took: statements sent, bytes moved or scanned as far as the target tells."""

    rows: int
    statements: int
    bytes: int


class Target(Protocol):
    """A warehouse that is supplied. Every call leaves it as it was or as it was asked to be.

    It is connected to by the first call.
    """

    @property
    def costs_to_ask(self) -> bool:
        """Whether a question alone costs money, by waking something that sleeps.

        Such a target is not asked what it holds while the writer remembers that to be all.
        """

    @property
    def label(self) -> str:
        """Where it is, for people: without user, password or token."""

    def receipts(self) -> Mapping[str, Receipt]:
        """Return what it holds, by `schema.table`: nothing of a relation that somebody dropped.

        Raises:
            WarehouseError: It cannot be read.
        """

    def deliver(self, shipments: Sequence[Shipment]) -> tuple[Cost, ...]:
        """Take shipments in one transaction: relations are made and brought into shape, and filled.

        Returns what each of them cost. Readers see all of the old rows or all of the new ones.

        Raises:
            TargetUnreachableError: The connection broke or the target was busy: worth another try.
            WarehouseError: It says no; says what to grant or to change.
        """

    def show(self, views: Sequence[View], receipt: Receipt) -> None:
        """Make all views anew with a receipt for them; those of missing relations are left out.

        Raises:
            WarehouseError: As `deliver`.
        """

    def totals(self, relation: Relation) -> Totals:
        """Return a relation's totals as the target adds them up; none of one that is not there.

        Raises:
            WarehouseError: As `deliver`.
        """

    def read(self, sql: str) -> pa.Table:
        """Return a query's rows as Arrow; the query is in the target's own SQL.

        Raises:
            WarehouseError: As `deliver`.
        """

    def contents(self, relation: Relation) -> Iterator[pa.RecordBatch]:
        """Yield a relation's columns, in its order, of all its rows; none of one that is not there.

        Values may be of other types that can be cast to those of the relation without a loss.

        Raises:
            WarehouseError: As `deliver`.
        """

    def close(self) -> None:
        """Let go of it."""
