"""Parts of a large table in the order of its key, so that a load can go on where it stopped.

Each part is a short statement that walks the clustered index from the last key on. Which key is the
larger one is left to the server, whatever the collation; keys go back to it as it sent them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from suitehouse.contracts.shape import TableShape
from suitehouse.errors import SourceError, SourceUnreachableError
from suitehouse.source.catalogue import SourceTable
from suitehouse.source.quoting import quote, text_literal
from suitehouse.source.reader import Query, RowBatch
from suitehouse.source.windows import whole_table

_TEXTS = {"char", "varchar"}
_NUMBERS = {"bigint", "int", "mediumint", "smallint", "tinyint"}


def ordering_key(shape: TableShape, live: SourceTable) -> str | None:
    """Return the column that a table's parts go by, None where it cannot be read in parts.

    It is the whole primary key, one column of text or whole numbers, and lands as it is: the last
    key of a part is kept in the warehouse.
    """
    if len(shape.contract.key) != 1:
        return None
    (name,) = shape.contract.key
    column = shape.contract.column(name)
    is_whole = [key.lower() for key in live.primary_key] == [name.lower()]
    is_ordered = column.base_type in _TEXTS | _NUMBERS
    return name if is_whole and is_ordered and column.treatment == "keep" else None


def part_in_order(shape: TableShape, key: str, *, after: str | None, rows: int) -> Query:
    """Return the query for the next rows of a table, given the last key that was read."""
    beyond = ""
    if after is not None:
        is_number = shape.contract.column(key).base_type in _NUMBERS
        beyond = f" where {quote(key)} > {int(after) if is_number else text_literal(after)}"
    # Without the hint the server may sort instead of walking the index.
    walk = f" force index for order by (primary){beyond} order by {quote(key)} limit {rows}"
    return whole_table(shape, walk)


class KeyedBatches:
    """The batches of one part, as far as the source can send them; iterate once.

    `last_key` is that of the last row which was handed on. Where the source goes away after the
    first batch, what came before stays good, and `interruption` says what happened.
    """

    def __init__(self, batches: Iterable[RowBatch], table: str, key: str) -> None:
        self._batches = batches
        self._table = table
        self._key = key
        self.last_key: str | None = None
        self.interruption: SourceUnreachableError | None = None

    def __iter__(self) -> Iterator[RowBatch]:
        """Yield the batches.

        Raises:
            SourceUnreachableError: The source went away before anything came.
            SourceError: A key is not text, so that the load could not go on from it.
        """
        try:
            for batch in self._batches:
                self.last_key = self._last_key(batch)
                yield batch
        except SourceUnreachableError as error:
            if self.last_key is None:
                raise
            self.interruption = error
        finally:
            if close := getattr(self._batches, "close", None):  # the rest is not wanted
                close()

    def _last_key(self, batch: RowBatch) -> str:
        last = batch.columns.num_rows - 1
        value = batch.columns.column(self._key)[last].as_py()
        is_misread = any(
            found.column == self._key and last in found.rows for found in batch.misread
        )
        if value is None or is_misread:
            raise SourceError(
                f"A key of table '{self._table}' cannot be read as it is, so its rows cannot be "
                "read in parts; set capture.resumable_rows in suitehouse.toml above their number."
            )
        return str(value)
