"""An emulator of Snowflake: fakesnow in a thread, spoken to by Snowflake's own driver over HTTP.

PUT really writes the files, COPY really reads them, and transactions are DuckDB's. What the
emulator cannot do is put right here and nowhere else: it cannot copy into temporary tables, so the
stage is a plain one; it answers `begin` with an error after it has begun; it sends a moment where a
timestamp is NULL; it adds up floats, whatever it is given; and it is not told of a session's end,
at which Snowflake rolls back.
"""

from __future__ import annotations

import atexit
import logging
import shutil
import sys
from contextlib import ExitStack, suppress
from functools import cache
from typing import Any

import fakesnow
import fakesnow.arrow
import fakesnow.transforms
import pyarrow as pa
import snowflake.connector as driver
from fakesnow.transforms.stage import LOCAL_BUCKET_PATH

SNOWFLAKE_STANDS_IN = "fakesnow 0.11, spoken to by Snowflake's own driver"
SNOWFLAKE_NOT_SHOWN = (
    "temporary tables (plain ones take their place)",
    "the options of COPY's file format, which it does not read",
    "that statements which make tables commit",
    "encryption and upload to the cloud's own storage, roles, warehouses, timeouts, logins",
)
# It answers what it cannot do as a fault of the server, which the driver would try again for long.
_SECONDS = 10
_NO_TABLE = 2003
# It is made by importing alone.
atexit.register(shutil.rmtree, LOCAL_BUCKET_PATH, ignore_errors=True)


@cache
def emulator() -> dict[str, Any]:
    """What the driver is told to reach an emulator, which ends with this process."""
    fakesnow.arrow.timestamp_to_sf_struct = _with_nulls  # type: ignore[assignment]
    fakesnow.transforms.numeric_agg_implicit_cast = lambda aggregate: aggregate
    stack = ExitStack()
    told = stack.enter_context(fakesnow.server())
    server = sys.modules["fakesnow.server"]  # a function was of that name until now
    # Files of one name follow each other in a second, which its DuckDB takes for one file.
    server.shared_fs.duck_conn.execute("set global enable_external_file_cache = false")
    for name in ("uvicorn", "uvicorn.access", "uvicorn.error", "fakesnow.server"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    atexit.register(stack.close)
    return {name: told[name] for name in ("host", "port", "protocol")}


def emulated_connect(**login: Any) -> Any:
    """Connect as a target does, to the emulator."""
    connection: Any = driver.connect(**{**login, **emulator(), "network_timeout": _SECONDS})
    make, close = connection.cursor, connection.close

    def end() -> None:
        session = _sessions().pop(connection.rest.token)
        with suppress(Exception):  # where nothing is open
            session._duck_conn.rollback()
        session.close()
        close()

    connection.close = end
    connection.cursor = lambda: _StandInCursor(make())
    return connection


def _sessions() -> dict[str, Any]:
    found: dict[str, Any] = sys.modules["fakesnow.server"].sessions
    return found


_timestamps = fakesnow.arrow.timestamp_to_sf_struct


def _with_nulls(moments: Any) -> pa.Array:
    """Timestamps as Snowflake sends them, where there are any."""
    whole = moments.combine_chunks() if isinstance(moments, pa.ChunkedArray) else moments
    made = _timestamps(whole)
    parts = [part.fill_null(0) for part in made.flatten()]
    return pa.StructArray.from_arrays(parts, fields=list(made.type), mask=whole.is_null())


class _StandInCursor:
    """The driver's cursor, which says to the emulator what was said to Snowflake."""

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor

    def __enter__(self) -> _StandInCursor:
        return self

    def __exit__(self, *fault: object) -> None:
        self._cursor.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)

    def execute(self, sql: str) -> None:
        plain = sql.replace("create or replace temporary table", "create or replace table")
        try:
            self._cursor.execute(plain)
        except driver.ProgrammingError as error:
            if sql != "begin transaction" or error.errno != _NO_TABLE:
                raise
