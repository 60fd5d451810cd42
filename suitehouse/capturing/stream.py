"""One table's rows on their way: read, digested, decoded, masked, handed on as Arrow.

Values leave this module masked. What is counted on the way is read after the stream has ended.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Final

import polars as pl
import pyarrow as pa

from suitehouse.capturing.doubts import StreamDoubts
from suitehouse.capturing.read_ahead import ReadAhead
from suitehouse.contracts.model import TableContract
from suitehouse.contracts.shape import TableShape
from suitehouse.privacy.suppression import Masking
from suitehouse.source.decode import decode
from suitehouse.source.digest import Digester
from suitehouse.source.narrowing import narrowed
from suitehouse.source.reader import Query, RowBatch
from suitehouse.warehouses.protocol import DIGEST_COLUMN

_STAMP_FORMAT: Final = "%Y-%m-%d %H:%M:%S"
_STAMP_LENGTH: Final = 19
_LONG_ROW_BYTES: Final = 1 << 20
# DuckDB takes in a row group of some ten batches at a time.
_BYTES_AHEAD: Final = 96 << 20
# One batch is read while the last is masked, and no more: they are in the clear.
_BYTES_READ_AHEAD: Final = 1
# How long the end of the process waits for a batch that is being read.
_LAST_WAIT_SECONDS: Final = 2.0


# Makes the stream of some queries' rows in a shape.
MakeRows = Callable[[TableShape, Sequence[Query]], "RowStream"]


def doubted(
    stream: RowStream, shape: TableShape, queries: Sequence[Query], make_rows: MakeRows
) -> RowStream:
    """Return a stream of these queries' rows, some columns of which can be read once more."""

    def reread(columns: Sequence[str]) -> pa.RecordBatchReader:
        again = [narrowed(query, shape.contract.key, columns) for query in queries]
        read = tuple(column for column in shape.read if column.name in again[0].columns)
        return make_rows(replace(shape, read=read), again).reader()

    stream.doubts.reread = reread
    return stream


class RowStream:
    """The rows of one read; `reader` gives them once, the counts are right after it ended.

    `doubts` are what is known of values that may not land as they are. `failure` is what went wrong
    while reading: a warehouse that pulls from the reader only reports that the reader failed.
    `unstamped_rows` counts those whose stamp is none, or not before `ahead`.
    """

    def __init__(
        self,
        batches: Iterable[RowBatch],
        shape: TableShape,
        *,
        stamp: str | None,
        digester: Digester,
        masker: Masking,
    ) -> None:
        self._batches = iter(batches)
        self._shape = shape
        self._stamp = stamp
        self._digester = digester
        self._masker = masker
        self._refused_before = masker.refused_cards(shape.contract.table)
        self._cast = {column.name for column in shape.landing if column.type != "VARCHAR"}
        self._first = next(self._batches, None)
        self._second: RowBatch | None = None
        self._short_digests: pl.Series | None = None
        self.rows_read = 0
        self.zero_dates = 0
        self.highest_stamp: datetime | None = None
        self.ahead: datetime | None = None
        self.unstamped_rows = 0
        self.doubts = StreamDoubts(shape.contract.key)
        self.failure: BaseException | None = None

    @property
    def is_empty(self) -> bool:
        """Whether the read found no rows; known before the reader is asked for."""
        return self._first is None

    def short_digests(self) -> pl.Series | None:
        """Return all rows' digests where one batch holds them, else None; asked before `reader`."""
        if self._first is None:
            return None
        self._second = self._second or next(self._batches, None)
        if self._second is None:
            self._short_digests = self._digester.digests(self._first.raw_rows)
        return self._short_digests

    def pass_over(self) -> None:
        """Count the rows of a short read without landing them."""
        if self._first is not None:
            frame = pl.DataFrame(pl.from_arrow(self._first.columns))
            self._note_stamp(frame)
            self.rows_read += frame.height

    @property
    def card_refusals(self) -> int:
        """How many of this read's values were refused for holding a card number."""
        return self._masker.refused_cards(self._contract.table) - self._refused_before

    def reader(self) -> pa.RecordBatchReader:
        """Return the masked rows, with their digests."""
        return self._reader(self._landing_batches(self._batches))

    @contextmanager
    def handed_over(self) -> Iterator[pa.RecordBatchReader]:
        """Yield the rows as `reader` does, made ahead; afterwards no more is read.

        Raises:
            BaseException: What went wrong while rows were read, in place of what it led to.
        """
        read = ReadAhead(
            self._batches,
            room=_BYTES_READ_AHEAD,
            size=lambda batch: batch.raw_rows.get_total_buffer_size(),
        )
        made = ReadAhead(
            self._landing_batches(read),
            room=_BYTES_AHEAD,
            size=pa.RecordBatch.get_total_buffer_size,
        )
        try:
            yield self._reader(made)
        except Exception:
            self._end(read, made)  # or two would use the connection
            if self.failure is not None:
                raise self.failure from None
            raise
        finally:
            self._end(read, made, wait_seconds=_LAST_WAIT_SECONDS)

    def _end(
        self,
        read: ReadAhead[RowBatch],
        made: ReadAhead[pa.RecordBatch],
        wait_seconds: float | None = None,
    ) -> None:
        close = getattr(self._batches, "close", None)
        has_ended = read.close(wait_seconds=wait_seconds)
        if made.close(wait_seconds=wait_seconds) and has_ended and close is not None:
            close()

    def _reader(self, batches: Iterator[pa.RecordBatch]) -> pa.RecordBatchReader:
        return pa.RecordBatchReader.from_batches(self._schema, self._watched(batches))

    def _watched(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        try:
            yield from batches
        except GeneratorExit:  # the warehouse stopped pulling: the fault is its own
            raise
        except BaseException as error:
            self.failure = error
            raise

    def _landing_batches(self, further: Iterator[RowBatch]) -> Iterator[pa.RecordBatch]:
        while self._first is not None:
            landed = self._landed(self._first)
            self._first = None  # only what lands is kept while it waits
            while landed:
                yield landed.pop(0)
            self._first = self._second or next(further, None)
            self._second = None

    def _landed(self, batch: RowBatch) -> list[pa.RecordBatch]:
        frame = pl.DataFrame(pl.from_arrow(_in_company(batch.columns)))
        self._note_stamp(frame.head(len(batch.raw_rows)))
        digests = self._short_digests
        if digests is None:
            digests = self._digester.digests(batch.raw_rows)
        decoded = decode(frame.select(column.name for column in self._shape.read), self._contract)
        masked = self._masker.mask(decoded.frame, self._contract)
        self.rows_read += len(digests)
        self.zero_dates += decoded.zero_dates
        self._count_values(masked)
        self.doubts.note(batch.misread, masked)
        table = masked.to_arrow(compat_level=pl.CompatLevel.newest()).slice(0, len(digests))
        landed = table.append_column(DIGEST_COLUMN, digests.to_arrow())
        return list(landed.select(self._schema.names).cast(self._schema).to_batches())

    @cached_property
    def _schema(self) -> pa.Schema:
        fields = [(column.name, pa.string_view()) for column in self._shape.read]
        return pa.schema([*fields, (DIGEST_COLUMN, pa.int64())])

    @property
    def _contract(self) -> TableContract:
        return self._shape.contract

    def _count_values(self, frame: pl.DataFrame) -> None:
        for name in frame.columns:
            if name in self._cast:
                self.doubts.sent_values[name] += frame.height - frame[name].null_count()

    def _note_stamp(self, frame: pl.DataFrame) -> None:
        if self._stamp is None:
            return
        stamps = _stamps(frame[self._stamp])
        self.unstamped_rows += stamps.null_count()
        if self.ahead is not None:
            self.unstamped_rows += int((stamps >= self.ahead.replace(tzinfo=None)).sum())
        if (found := _highest(stamps)) is not None:
            self.highest_stamp = max(found, self.highest_stamp or found)


def _in_company(rows: pa.RecordBatch) -> pa.RecordBatch:
    """Return a long row with an empty one behind it, other batches as they are.

    A row that is alone polars copies at every step, and it may be of many MiB.
    """
    if rows.num_rows != 1 or rows.nbytes < _LONG_ROW_BYTES:
        return rows
    empty = pa.nulls(1, pa.string_view())
    columns = [pa.concat_arrays([column, empty]) for column in rows.columns]
    return pa.RecordBatch.from_arrays(columns, rows.schema.names)


def utc_stamp(text: str | None) -> datetime | None:
    """Return a stamp as the source writes it, None where it is none."""
    return None if text is None else _highest(_stamps(pl.Series([text])))


def _stamps(texts: pl.Series) -> pl.Series:
    return texts.str.head(_STAMP_LENGTH).str.to_datetime(_STAMP_FORMAT, strict=False)


def _highest(stamps: pl.Series) -> datetime | None:
    highest = stamps.max()
    return highest.replace(tzinfo=UTC) if isinstance(highest, datetime) else None
