"""The ledger items of all sides in one DuckDB that lives in memory alone and never spills.

References may hold names that somebody typed, so nothing of this reaches a disk. Items come in
batches; whoever reads them does so by SQL. An item's number says where it came in and no more:
what is decided never hangs on it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any, Final, NamedTuple

import duckdb
import polars as pl
import pyarrow as pa

from suitehouse.ledger.item import ItemKind, LedgerItem, Side
from suitehouse.reconcile._macros import MACROS
from suitehouse.reconcile.item_columns import detail_columns, item_columns
from suitehouse.reconcile.parties import PartyTokens
from suitehouse.reconcile.store_tables import TABLES, TYPES

_BATCH: Final = 20_000
# A checkpoint of memory would compress whatever was made last, at several times the cost of making.
# Keeping rows in the order in which they came takes a sixth more memory, and nothing asks for it.
_SETTINGS: Final = """
set threads = 2; set temp_directory = ''; set checkpoint_threshold = '1TB';
set preserve_insertion_order = false; set enable_progress_bar = false;
"""

_PAYOUTS_PARTY: Final = """
insert into keys
    select item, 'party', lower(product)
    from items join files using (file) where kind = 'payout'
"""
# A customer is one by its name, else by its address.
_CUSTOMERS: Final = """
insert into keys
    select item, split_part(key, ':', 1), key from keys join items using (item)
    where form = 'party' and kind = 'customer'
        and item not in (select item from keys where form in ('name', 'email'))
"""
_CRM_ITEMS: Final = """
insert into items by name
    select $1 + row_number() over (order by line) - 1 as item, $2 as ledger, 'crm' as side, kind,
        $3 as file, line, source_id, true as has_own_id, "on", amount, tax, currency,
        amount as compared, currency as asked_in, status, label, set_aside,
        sha256(source_id) as row_hash
    from incoming
"""
_CRM_KEYS: Final = """
insert into keys
    with stated as (
        select i.item, unnest(list_distinct(n.references)) as key
        from incoming n join items i on i.ledger = $1 and i.source_id = n.source_id
    )
    select item, 'exact', key from stated
    union all
    select distinct item, 'normalised', f.form from stated join forms f using (key)
    where f.form <> ''
    union all
    select i.item, 'title', n.title from incoming n
    join items i on i.ledger = $1 and i.source_id = n.source_id where n.title <> ''
"""
_CRM_PARTIES: Final = """
insert into keys
    select i.item, 'party', n.key
    from incoming n join items i on i.ledger = $1 and i.source_id = n.id
"""
_FILE: Final = "insert into files select $1, $2, $3, $4, split_part($4, ' ', 1), $5"
_WORD: Final = re.compile(r"[^\W\d_]{4,}")
_SEARCHED: Final = "set search_path = '{},main'"
_FORGET: Final = (
    "delete from keys where item in (select item from items where file = $1)",
    "delete from details where item in (select item from items where file = $1)",
    "delete from items where file = $1",
)
MONEY: Final = pl.Decimal(38, 5)
_KEYS: Final = pa.schema([("item", pa.int32()), ("form", pa.string()), ("key", pa.string())])


class Delivery(NamedTuple):
    """What is said of a file: its name, the product it comes from, and which sort of report."""

    name: str
    system: str
    format: str


class ItemStore:
    """Ledger items and the keys they may be found by.

    Args:
        normalised: Returns the one form of a reference that is written in many ways.
        parties: Makes the tokens by which parties are compared.
    """

    def __init__(self, normalised: Callable[[str], str], parties: PartyTokens) -> None:
        self.connection = duckdb.connect()
        for statement in (_SETTINGS, MACROS, TYPES, TABLES):
            self.connection.execute(statement)
        self._normalised = normalised
        self._parties = parties
        self._count = 0
        self._crm_count = 0
        self._crm_files = 0

    def __repr__(self) -> str:
        return f"<ItemStore: {self._count + self._crm_count} items>"

    def close(self) -> None:
        """Forget everything."""
        self.connection.close()

    def add(self, file: int, items: Iterable[LedgerItem]) -> None:
        """Take in the items of one file."""
        rest = iter(items)
        while batch := list(islice(rest, _BATCH)):
            numbers = range(self._count, self._count + len(batch))
            self._count += len(batch)
            self.insert("items", item_columns(file, numbers, batch))
            self.insert("details", detail_columns(numbers, batch))
            self.insert("keys", self._keys(numbers, batch))
            self._add_parties(numbers, batch)

    def add_crm(self, ledger: str, source: str, rows: pa.Table, parties: pa.Table) -> None:
        """Take in the rows of one of the CRM's tables as `ledger`, and whom they name."""
        # Below the files' items, so that the CRM's come first wherever rows are listed.
        self._crm_count += rows.num_rows
        self._crm_files += 1
        file = -self._crm_files
        stated = pl.DataFrame(pl.from_arrow(rows)).select(pl.col("references").explode())
        references = stated.to_series().unique().drop_nulls()
        forms = pa.table(
            {"key": references.to_arrow(), "form": list(map(self._normalised, references))},
            schema=pa.schema([("key", pa.string()), ("form", pa.string())]),
        )
        with self._registered(incoming=rows, forms=forms) as run:
            run(
                "insert into files by name select $1 as file, $2 as name, '' as system",
                [file, source],
            )
            run(_CRM_ITEMS, [-self._crm_count, ledger, file])
            run(_CRM_KEYS, [ledger])
        keys = self._parties.landed(parties).to_arrow(compat_level=pl.CompatLevel.oldest())
        with self._registered(incoming=keys) as run:
            run(_CRM_PARTIES, [ledger])
            run(_CUSTOMERS)

    def enter(self, reconciliation: str) -> None:
        """Let what is made from now on belong to one reconciliation, and be found again by it."""
        self.connection.execute(f'create schema if not exists "{reconciliation}"')
        self.connection.execute(_SEARCHED.format(reconciliation))

    def forget(self, file: int) -> None:
        """Take a file's items out again: one of its lines was no good."""
        for statement in _FORGET:
            self.connection.execute(statement, [file])

    def insert(self, table: str, rows: pa.Table) -> None:
        """Add rows to a table that has their columns, in their order."""
        with self._registered(incoming=rows) as run:
            run(f"insert into {table} from incoming")

    def fill(self, table: str, rows: Sequence[Any], schema: pl.Schema) -> None:
        """Put rows that were made outside SQL into a table, all at once."""
        frame = pl.DataFrame(rows, schema=schema, orient="row")
        # A bare stream: to see what an object is, DuckDB would import pandas, a third of a second.
        self.connection.register("incoming", frame.__arrow_c_stream__())
        self.connection.execute(f"insert into {table} from incoming")
        self.connection.unregister("incoming")

    def rows(self, sql: str, parameters: object = None) -> list[tuple[Any, ...]]:
        """Return what a statement returns."""
        return self.connection.execute(sql, parameters).fetchall()

    def stream(self, reconciliation: str, sql: str) -> Iterator[tuple[Any, ...]]:
        """Yield what a statement over one reconciliation returns, some rows in memory at a time."""
        with self.connection.cursor() as cursor:
            cursor.execute(_SEARCHED.format(reconciliation))
            cursor.execute(sql)
            while rows := cursor.fetchmany(_BATCH):
                yield from rows

    def value(self, sql: str) -> Any:
        """Return the one value that a statement returns."""
        ((value,),) = self.rows(sql)
        return value

    def has(self, rows: str) -> bool:
        """Whether there are such rows: `from`, and what follows it in a statement.

        Planning a long statement takes longer than finding that there is nothing for it to do.
        """
        return bool(self.value(f"select exists (select 1 {rows})"))

    def rank(self, files: Mapping[int, Delivery]) -> None:
        """Say what the files are, in the order in which they count where they repeat each other.

        The party of a payout is its system.
        """
        rows = [[number, place, *file] for place, (number, file) in enumerate(files.items())]
        if rows:
            self.connection.executemany(_FILE, rows)
        self.connection.execute(_PAYOUTS_PARTY)
        self.connection.execute(_CUSTOMERS)

    def _keys(self, numbers: Sequence[int], batch: Sequence[LedgerItem]) -> pa.Table:
        found = [*self._keys_of(numbers, batch)]
        names = ("item", "form", "key")
        columns = [[row[at] for row in found] for at in range(len(names))]
        return pa.table(dict(zip(names, columns, strict=True)), schema=_KEYS)

    def _keys_of(
        self, numbers: Sequence[int], batch: Sequence[LedgerItem]
    ) -> Iterator[tuple[int, str, str]]:
        for number, item in zip(numbers, batch, strict=True):
            for reference in dict.fromkeys(item.references):
                yield number, "exact", reference
            for key in dict.fromkeys(map(self._normalised, item.stated)):
                if key:
                    yield number, "normalised", key
            for word in _party_words(item):
                yield number, "party", word

    def _add_parties(self, numbers: Sequence[int], batch: Sequence[LedgerItem]) -> None:
        """Add as keys whom the rows name; of orders also what the CRM may have as a title."""
        known = self._parties.of_items(numbers, batch).unique()
        self._insert_keys("party", known)
        titled = [
            (number, reference)
            for number, item in zip(numbers, batch, strict=True)
            if item.kind is ItemKind.ORDER
            for reference in item.references
        ]
        if titled:
            self._insert_keys("title", self._parties.titles(*zip(*titled, strict=True)).unique())

    def _insert_keys(self, form: str, keys: pl.DataFrame) -> None:
        rows = keys.select("item", pl.lit(form).alias("form"), "key")
        self.insert("keys", rows.to_arrow(compat_level=pl.CompatLevel.oldest()))

    @contextmanager
    def _registered(self, **tables: pa.Table) -> Iterator[Callable[..., object]]:
        for name, rows in tables.items():
            self.connection.register(name, rows)
        yield self.connection.execute
        for name in tables:
            self.connection.unregister(name)


def _party_words(item: LedgerItem) -> set[str]:
    """By which a payout's system is known again: the words of who sent money to the bank."""
    if item.side is not Side.BANK:
        return set()
    return set(_WORD.findall(item.party_name.casefold()))
