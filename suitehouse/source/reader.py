"""Reads a query's rows from a PyMySQL connection in batches of bounded memory.

PyMySQL sends the statement and reads the column definitions; the rows are taken from its stream
here, since one Python object per value would cost several times what the server and the warehouse
take together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import pyarrow as pa

from suitehouse.errors import SourceError, SourceUnreachableError
from suitehouse.source.address import SourceAddress
from suitehouse.source.columns import MalformedRowError, ParsedRows, columns_of
from suitehouse.source.connection import Connection
from suitehouse.source.faults import source_error, source_faults
from suitehouse.source.packets import (
    RowBuffer,
    RowPackets,
    ServerError,
    StreamBrokenError,
)
from suitehouse.source.wire import Wire


@dataclass(frozen=True, slots=True)
class Query:
    """A SELECT of one table: its columns, then `extra` ones that are no part of the digest."""

    table: str
    sql: str
    columns: tuple[str, ...]
    extra: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Misread:
    """Rows of a batch, by their place in it, of which a column is not as the server holds it."""

    column: str
    reason: Literal["invalid_utf8", "too_long"]
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RowBatch:
    """Rows as sent: text columns (string views) and the bytes of each row (binary view).

    What is not UTF-8 is readable with marks in place of what is not; what is too long is NULL.
    """

    columns: pa.RecordBatch
    raw_rows: pa.Array
    misread: tuple[Misread, ...] = ()


def read_rows(
    connection: Connection, address: SourceAddress, query: Query, *, batch_bytes: int
) -> Iterator[RowBatch]:
    """Yield a query's rows in batches of about `batch_bytes`; empty results yield nothing.

    After the last batch the connection is free for the next statement. Where reading stops before,
    it is closed: the rest of the result would be in the way.

    Raises:
        SourceError: By the server's error number, or a row is not as announced.
    """
    names = [*query.columns, *query.extra]
    wire = Wire(connection)
    with source_faults(address, query.table):
        packets = RowPackets(wire.send(query.sql), batch_bytes)
    try:
        for rows in packets:
            yield _batch(rows, columns_of(rows, len(names), len(query.columns)), names)
    except ServerError as error:
        raise source_error(address, error.number, query.table) from error
    except (StreamBrokenError, OSError) as error:
        raise _broken(address, query.table) from error
    except MalformedRowError as error:
        raise _unreadable(query.table) from error
    finally:
        if not packets.is_complete:
            wire.drop()


def _batch(rows: RowBuffer, parsed: ParsedRows, names: list[str]) -> RowBatch:
    misread = [
        *(Misread(names[at], "too_long", (0,)) for at in rows.too_long),
        *(
            Misread(names[at], "invalid_utf8", tuple(found))
            for at, found in parsed.not_utf8.items()
        ),
    ]
    columns = pa.RecordBatch.from_arrays(parsed.columns, names)
    return RowBatch(columns, parsed.raw_rows, tuple(misread))


def _broken(address: SourceAddress, table: str) -> SourceError:
    return SourceUnreachableError(
        f"The connection to the CRM's server at {address.place} broke while table '{table}' was "
        "read; "
        "check the network and net_write_timeout."
    )


def _unreadable(table: str) -> SourceError:
    return SourceError(
        f"Rows of table '{table}' do not follow the MySQL text protocol; check for a proxy in "
        "between."
    )
