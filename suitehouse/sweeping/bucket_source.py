"""What the source has of a table's buckets: counts and digests by part, keys and digests of rows.

Keys leave here, and no other value does, but in the batches of `whole`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

import pyarrow as pa

from suitehouse.contracts.shape import TableShape
from suitehouse.source.digest import Digester, from_server
from suitehouse.source.key_ranges import DIGESTS, PART, ROW_COUNT, KeyRange, KeyRanges
from suitehouse.source.quoting import quote
from suitehouse.source.reader import Query, RowBatch
from suitehouse.source.server_digest import digest_expression
from suitehouse.source.snapshot import SourceSnapshot
from suitehouse.source.windows import whole_table
from suitehouse.sweeping.source_time import SourceTime
from suitehouse.warehouses._sweep_store import Bound, Bucket
from suitehouse.warehouses.protocol import DIGEST_COLUMN

Names = Sequence[str | None]
_NAMES_A_STATEMENT: Final = 1_000
# So many parts are named; beyond, the whole bucket is read.
_MOST_PARTS: Final = 1_000
_PARTS: Final = pa.schema([(PART, pa.string()), (ROW_COUNT, pa.string()), (DIGESTS, pa.int64())])


class BucketSource:
    """One table of one source snapshot."""

    def __init__(
        self, snapshot: SourceSnapshot, shape: TableShape, digester: Digester, time: SourceTime
    ) -> None:
        self._snapshot = snapshot
        self._shape = shape
        self._digester = digester
        self._time = time
        self._live = snapshot.catalogue[shape.contract.table]
        self._ranges = KeyRanges(self._live, shape.contract.key)

    def usable(self, bounds: Sequence[Bound]) -> tuple[Bound, ...]:
        """Return the most of these rising bounds that rise in the server's order too."""
        if not bounds or self._ranges.is_number != isinstance(bounds[0], int):
            return ()
        if self._ranges.is_number:
            return tuple(bounds)
        places: list[int] = []
        for batch in self._read(self._ranges.in_order(bounds)):
            places += [int(place) for place in batch.columns.column(0).to_pylist()]
        return tuple(bounds[place] for place in _rising(places))

    def parts(self, bucket: Bucket) -> pa.Table:
        """Return the server's counts and digests of a bucket's parts."""
        columns = [column for c in self._shape.read if (column := self._live.column(c.name))]
        expression = digest_expression(self._digester.key, columns)
        tables = [
            pa.Table.from_arrays(
                [
                    batch.columns.column(PART).cast(pa.string()),
                    batch.columns.column(ROW_COUNT).cast(pa.string()),
                    from_server(batch.columns.column(DIGESTS).cast(pa.string())),
                ],
                schema=_PARTS,
            )
            for batch in self._read(self._ranges.summary(_range(bucket), expression))
        ]
        return pa.concat_tables(tables) if tables else _PARTS.empty_table()

    def rows(self, bucket: Bucket, parts: Names | None = None) -> Iterator[pa.RecordBatch]:
        """Yield keys and digests of a bucket's rows, or of those in some of its parts."""
        keys = _range(bucket)
        is_all = parts is None or len(parts) > _MOST_PARTS
        where = self._ranges.within(keys) if is_all else self._ranges.in_parts(keys, parts or ())
        yield from self._digested(where)

    def found(self, names: Names) -> Iterator[pa.RecordBatch]:
        """Yield the keys, of these and maybe others, that the source has."""
        columns = ", ".join(map(quote, self._shape.contract.key))
        for where in self.conditions(names):
            sql = f"select {columns} from {quote(self._table)} where {where}"  # noqa: S608 - quoted names
            yield from self._keys(sql)

    def among(self, query: Query, names: Names | None) -> Iterator[pa.RecordBatch]:
        """Yield the keys, of these and maybe others, that a query finds; of all where None."""
        columns = ", ".join(map(quote, self._shape.contract.key))
        for where in self.conditions(names):
            sql = f"select {columns} from ({query.sql}) as due where {where}"  # noqa: S608 - quoted names
            yield from self._keys(sql)

    def whole(self, conditions: Sequence[str]) -> tuple[Query, ...]:
        """Return the queries for whole rows."""
        return tuple(whole_table(self._shape, f" where {where}") for where in conditions)

    def read(self, queries: Sequence[Query]) -> Iterator[RowBatch]:
        """Yield rows unmasked: for the way into landing alone."""
        for query in queries:
            yield from self._read(query)

    def conditions(self, names: Names | None) -> tuple[str, ...]:
        """Return the conditions that name these keys; one that holds for all rows where need be."""
        if names is None:
            return ("true",)
        chunks = range(0, len(names), _NAMES_A_STATEMENT)
        found = tuple(
            self._ranges.named(names[start : start + _NAMES_A_STATEMENT]) for start in chunks
        )
        return ("true",) if "true" in found else found

    def repeats_a_key(self) -> bool:
        """Whether the source has rows that share a key; asked only where it lets them."""
        contract = self._shape.contract
        if self._snapshot.catalogue[contract.table].is_unique(contract.key):
            return False
        return self._snapshot.repeats(contract.table, contract.key)

    def can_name(self, name: str) -> bool:
        """Whether the source can be asked for this key as landing has it."""
        return self._ranges.can_name(name)

    def within(self, bucket: Bucket) -> str:
        """Return the condition for all rows of a bucket."""
        return self._ranges.within(_range(bucket))

    @property
    def key_schema(self) -> pa.Schema:
        """The schema of what `found` and `among` yield."""
        return pa.schema([(name, pa.string_view()) for name in self._shape.contract.key])

    @property
    def row_schema(self) -> pa.Schema:
        """The schema of what `rows` yields."""
        return self.key_schema.append(pa.field(DIGEST_COLUMN, pa.int64()))

    @property
    def _table(self) -> str:
        return self._shape.contract.table

    def _digested(self, where: str) -> Iterator[pa.RecordBatch]:
        for batch in self._read(whole_table(self._shape, f" where {where}")):
            digests = self._digester.digests(batch.raw_rows).to_arrow()
            keys = self._key_columns(batch)
            yield pa.RecordBatch.from_arrays([*keys, digests], schema=self.row_schema)

    def _keys(self, sql: str) -> Iterator[pa.RecordBatch]:
        for batch in self._read(Query(self._table, sql, self._shape.contract.key)):
            yield pa.RecordBatch.from_arrays(self._key_columns(batch), schema=self.key_schema)

    def _key_columns(self, batch: RowBatch) -> list[pa.Array]:
        return [batch.columns.column(name) for name in self._shape.contract.key]

    def _read(self, query: Query) -> Iterator[RowBatch]:
        return self._time.timed(self._snapshot.read(query))


@contextmanager
def pulled(schema: pa.Schema, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatchReader]:
    """Yield a reader for a warehouse to pull from; a fault of the source is raised as it is."""
    failure: list[BaseException] = []
    reader = pa.RecordBatchReader.from_batches(schema, _watched(batches, failure.append))
    try:
        yield reader
    except Exception:
        if failure:
            raise failure[0] from None
        raise


def _watched(
    batches: Iterator[pa.RecordBatch], tell: Callable[[BaseException], None]
) -> Iterator[pa.RecordBatch]:
    try:
        yield from batches
    except GeneratorExit:  # the warehouse stopped pulling: the fault is its own
        raise
    except BaseException as error:
        tell(error)
        raise


def _range(bucket: Bucket) -> KeyRange:
    return KeyRange(bucket.lower, bucket.upper, bucket.part_size)


def _rising(places: Sequence[int]) -> list[int]:
    """The longest rising subsequence, by patience."""
    tails: list[int] = []
    before: dict[int, int | None] = {}
    for place in places:
        index = bisect_left(tails, place)
        before[place] = tails[index - 1] if index else None
        tails[index : index + 1] = [place]
    chain: list[int] = []
    place_of: int | None = tails[-1] if tails else None
    while place_of is not None:
        chain.append(place_of)
        place_of = before[place_of]
    return chain[::-1]
