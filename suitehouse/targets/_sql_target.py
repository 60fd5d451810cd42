"""A target that speaks SQL and has transactions, put together from a dialect and a few verbs."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from dataclasses import replace
from typing import Any, ClassVar, Generic, TypeVar

import pyarrow as pa

from suitehouse.targets._dialect import Dialect
from suitehouse.targets._receipts import RECEIPTS, note_receipts, read_receipts, receipt_of
from suitehouse.targets._sql_delivery import SqlDelivery
from suitehouse.targets._views import relations_of
from suitehouse.targets.protocol import (
    VIEWS_SCHEMA,
    Cost,
    Receipt,
    Relation,
    Shipment,
    Totals,
    View,
)

Connection = TypeVar("Connection")


class SqlTarget(ABC, Generic[Connection]):
    """A `Target` over one connection, which is made when it is first needed.

    One that is not of DB-API 2 needs an `execute` and a `rows` of its own.
    `makes_in_transaction` says that tables can be made and altered within a transaction,
    `fills_in_transaction` that the bulk path is part of one: where it is not, all rows are staged.
    `answers_in_transaction` is off where a transaction is sent as one script, at its end.
    """

    dialect: Dialect
    makes_in_transaction: ClassVar[bool] = True
    fills_in_transaction: ClassVar[bool] = True
    answers_in_transaction: ClassVar[bool] = True
    costs_to_ask: bool = False
    label: str

    def __init__(self) -> None:
        self.statements = 0  # of a delivery
        self.scanned_bytes = 0  # by them, where the target tells
        self._known: set[str] = set()  # schemas, and receipts, that were seen or made
        self._connection: Connection | None = None

    @abstractmethod
    def connect(self) -> Connection:
        """Return a new connection, in UTC, that commits each statement by itself."""

    @abstractmethod
    def fill(self, name: str, rows: pa.RecordBatchReader) -> tuple[int, int]:
        """Put rows into an empty table by the target's own bulk path; return rows and bytes.

        `name` is that of a relation or of a stage, as the dialect quotes it.
        """

    @abstractmethod
    def faults(self, work: str) -> AbstractContextManager[None]:
        """Turn the driver's errors into ours; `work` says what was being done."""

    @abstractmethod
    def read(self, sql: str) -> pa.Table:
        """Return a query's rows as Arrow."""

    @abstractmethod
    def batches(self, sql: str) -> Iterator[pa.RecordBatch]:
        """Yield a query's rows; nothing else is asked of the target meanwhile."""

    @property
    def connection(self) -> Connection:
        """The connection, made anew after `close`."""
        if self._connection is None:
            self._connection = self.connect()
        return self._connection

    @property
    def is_connected(self) -> bool:
        """Whether a connection was made and not let go of."""
        return self._connection is not None

    def close(self) -> None:
        """Let go of the connection, which undoes what it has not committed."""
        connection: Any = self._connection
        self._connection = None
        if connection is not None:
            with suppress(Exception):
                connection.close()

    @contextmanager
    def cursor(self, sql: str) -> Iterator[Any]:
        """Yield a cursor that has run a statement."""
        connection: Any = self.connection
        with closing(connection.cursor()) as cursor:
            cursor.execute(sql)
            yield cursor

    def execute(self, sql: str) -> int:
        """Run a statement and return how many rows it changed, -1 where the target does not say."""
        with self.cursor(sql) as cursor:
            return -1 if cursor.rowcount is None else int(cursor.rowcount)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Return a small query's rows."""
        with self.cursor(sql) as cursor:
            return [tuple(row) for row in cursor.fetchall()]

    def run(self, *statements: str) -> list[int]:
        """Run statements of a delivery; return how many rows each of them changed."""
        self.statements += len(statements)
        return [self.execute(sql) for sql in statements]

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit at the end of the block, or roll back; the first fault is the one to tell.

        A connection that cannot be rolled back is let go of, before another statement commits what
        it has begun.
        """
        self.execute("begin transaction")
        try:
            yield
            self.execute("commit")
        except BaseException:
            try:
                self.execute("rollback")
            except Exception:  # noqa: BLE001 - of a connection that broke, say
                self.close()
            raise

    def receipts(self) -> Mapping[str, Receipt]:
        """Return what the target holds; see `Target.receipts`."""
        with self.faults("reading what was delivered"):
            if not self.has(RECEIPTS):
                return {}
            noted = self.noted()
            there = self.tables([Relation(r.schema, r.table, ()) for r in noted.values()])
            return {name: each for name, each in noted.items() if self._is_there(each, there)}

    def noted(self) -> dict[str, Receipt]:
        """Return every receipt, also of what somebody dropped."""
        found = map(receipt_of, self.rows(read_receipts(self.dialect)))
        return {receipt.relation: receipt for receipt in found}

    def _is_there(self, receipt: Receipt, there: Collection[tuple[str, str]]) -> bool:
        """Whether nobody dropped what a receipt is of; that of views counts them."""
        if receipt.schema == VIEWS_SCHEMA:
            schema = self.dialect.schema_name(VIEWS_SCHEMA)
            return sum(place[0] == schema for place in there) >= receipt.rows
        return self.place(Relation(receipt.schema, receipt.table, ())) in there

    def deliver(self, shipments: Sequence[Shipment]) -> tuple[Cost, ...]:
        """Take shipments in one transaction; see `Target.deliver`."""
        self.statements = self.scanned_bytes = 0
        for shipment in shipments:
            self.dialect.check_names(shipment.relation)
        names = ", ".join(shipment.relation.qualified for shipment in shipments)
        try:
            with self.faults(f"delivering {names}"):
                return SqlDelivery(self, shipments).bring()
        except BaseException:
            self._known.clear()  # what was made may have been undone
            raise

    def show(self, views: Sequence[View], receipt: Receipt) -> None:
        """Make views anew; see `Target.show`."""
        with self.faults("making views"):
            made = 0 if self.makes_in_transaction else self._make_views(views)
            with self.transaction():
                if self.makes_in_transaction:
                    made = self._make_views(views)
                self.note(replace(receipt, rows=made))

    def _make_views(self, views: Sequence[View]) -> int:
        """Make the views of relations that are there; return how many."""
        self.make_schemas({view.schema for view in views})
        due = [view for view in views if all(map(self.has, relations_of(view)))]
        for view in due:
            self.run(*self.dialect.replace_view(view))
        return len(due)

    def totals(self, relation: Relation) -> Totals:
        """Return a relation's totals; see `Target.totals`."""
        with self.faults(f"adding up {relation.qualified}"):
            if not self.has(relation):
                return Totals(0, 0, 0)
            return Totals(*map(int, self.rows(self.dialect.totals(relation))[0]))

    def contents(self, relation: Relation) -> Iterator[pa.RecordBatch]:
        """Yield a relation's rows; see `Target.contents`."""
        with self.faults(f"reading {relation.qualified}"):
            if self.has(relation):
                yield from self.batches(self.dialect.contents(relation))

    def note(self, *receipts: Receipt) -> None:
        """Write receipts over those of the same relations."""
        self.run(*note_receipts(self.dialect, receipts))

    def make_receipts(self) -> None:
        """Make the table of receipts where there is none."""
        if not self.has(RECEIPTS):
            self.run(self.dialect.create_table(RECEIPTS))
            self._known.add(RECEIPTS.qualified)

    def make_schemas(self, schemas: set[str]) -> None:
        """Make those that are missing: who may not make any may still use what is there."""
        for schema in sorted(schemas - self._known):
            if not self.has_schema(schema):
                self.run(self.dialect.create_schema(schema))
            self._known.add(schema)

    def has_schema(self, schema: str) -> bool:
        """Whether a schema is there."""
        return bool(self.rows(self.dialect.find_schema(schema)))

    def has(self, relation: Relation) -> bool:
        """Whether a table or view is there."""
        return self.place(relation) in self.tables([relation])

    def tables(self, relations: Sequence[Relation]) -> set[tuple[str, str]]:
        """Return the tables and views in the schemas of relations, by `place`."""
        return {(row[0], row[1]) for row in self.rows(self.dialect.tables_of(relations))}

    def place(self, relation: Relation) -> tuple[str, str]:
        """Return schema and name of a relation as the catalogue has them."""
        return self.dialect.schema_name(relation.schema), self.dialect.stored(relation.name)
