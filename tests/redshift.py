"""Amazon Redshift's stand-in: the real driver on a real PostgreSQL, and an S3 that moto plays.

What PostgreSQL lacks is done here and nowhere else: COPY reads the very objects that were uploaded
and puts their rows in by INSERT, and the words for distribution and sorting are taken off. MERGE is
PostgreSQL's own. A proxy takes the start-up words off that PostgreSQL would refuse.
"""

from __future__ import annotations

import re
import socket
import struct
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import boto3
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import redshift_connector
from moto import mock_aws
from postgres import fresh_database

STANDS_IN = (
    "the real driver on PostgreSQL, and an S3 that moto plays. COPY is carried out by the tests, "
    "which read the uploaded Parquet files; the words for distribution and sorting are taken off"
)
NOT_SHOWN = (
    "that Redshift's COPY takes these Parquet files, by type (DATE and TIMESTAMP of years 1 and "
    "9999 above all), by codec and by role",
    "distribution, sorting and what a merge costs",
    "late-binding views, which are plain ones here",
    "temporary IAM credentials, and waking a serverless workgroup",
    "serialisable isolation, which refuses where PostgreSQL waits",
)
REGION = "eu-central-1"
ROLE = "arn:aws:iam::123456789012:role/reader"
_KEPT = {b"user", b"database", b"application_name"}
_PLACING = re.compile(r" diststyle key distkey \([^)]*\) sortkey \((\"(?:[^\"]|\"\")*\"(, )?)+\)$")
_COPY = re.compile(
    r"copy (?P<table>.+?) \((?P<columns>.+)\) from 's3://(?P<bucket>[^/]+)/(?P<prefix>[^']+)' "
    r"iam_role '(?P<role>[^']+)' format as parquet",
    re.DOTALL,
)


@contextmanager
def redshift_stand_in() -> Iterator[str]:
    """Yield the URL of an empty database and of an empty staging bucket."""
    bucket = f"staging-{uuid.uuid4().hex[:12]}"
    with fresh_database() as postgres, mock_aws(), pytest.MonkeyPatch.context() as patch:
        boto3.client("s3", region_name=REGION).create_bucket(
            Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION}
        )
        parts = urlsplit(postgres)
        server = socket.create_server(("127.0.0.1", 0))
        behind = (parts.hostname or "localhost", parts.port or 5432)
        threading.Thread(target=_serve, args=(server, behind), daemon=True).start()
        patch.setattr(redshift_connector.Connection, "handle_PARAMETER_STATUS", _told())
        patch.setattr(redshift_connector, "connect", _connecting(redshift_connector.connect))
        login = parts.username + (f":{parts.password}" if parts.password else "")
        try:
            yield (
                f"redshift://{login}@127.0.0.1:{server.getsockname()[1]}{parts.path}"
                f"?staging=s3://{bucket}/a/prefix&iam_role={ROLE}&region={REGION}&sslmode=disable"
            )
        finally:
            server.close()


def staged_objects(url: str) -> list[str]:
    """What lies in the staging bucket of a URL."""
    bucket = url.partition("staging=s3://")[2].partition("/")[0]
    found = boto3.client("s3", region_name=REGION).list_objects_v2(Bucket=bucket)
    return [each["Key"] for each in found.get("Contents", ())]


def _connecting(connect: Callable[..., Any]) -> Callable[..., Any]:
    def connected(**login: Any) -> Any:
        connection = connect(**login)
        with connection.cursor() as cursor:
            cursor.execute("set standard_conforming_strings = off")
            cursor.execute("set escape_string_warning = off")
        connection.commit()
        make = connection.cursor
        connection.cursor = lambda: _StandInCursor(make())
        return connection

    return connected


def _told() -> Callable[..., None]:
    """A server's version as Redshift tells it, which the driver can read."""
    handle = redshift_connector.Connection.handle_PARAMETER_STATUS

    def told(connection: Any, data: bytes, cursor: Any) -> None:
        is_version = data.startswith(b"server_version\0")
        handle(connection, b"server_version\x008.0.2\0" if is_version else data, cursor)

    return told


class _StandInCursor:
    """The driver's cursor, which says to PostgreSQL what was said to Redshift."""

    def __init__(self, cursor: Any) -> None:
        object.__setattr__(self, "_cursor", cursor)

    def __enter__(self) -> _StandInCursor:
        return self

    def __exit__(self, *fault: object) -> None:
        self._cursor.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self._cursor, name, value)

    def execute(self, sql: str) -> None:
        assert not sql.startswith("truncate"), "TRUNCATE commits"
        copied = _COPY.fullmatch(sql)
        if copied:
            self._copy(**copied.groupdict())
            return
        plain = _PLACING.sub("", sql).removesuffix(" with no schema binding")
        self._cursor.execute(plain)

    def _copy(self, table: str, columns: str, bucket: str, prefix: str, role: str) -> None:
        assert role == ROLE
        s3 = boto3.client("s3", region_name=REGION)
        objects = s3.list_objects_v2(Bucket=bucket, Prefix=prefix).get("Contents", ())
        assert objects, "COPY fails where there is nothing"
        for each in objects:
            content = s3.get_object(Bucket=bucket, Key=each["Key"])["Body"].read()
            file = pq.ParquetFile(BytesIO(content))
            assert not any(
                pa.types.is_time(kind) or pa.types.is_unsigned_integer(kind)
                for kind in file.schema_arrow.types
            )
            for group in range(file.num_row_groups):
                rows = file.read_row_group(group).to_pylist()
                values = ", ".join(f"({', '.join(map(_literal, row.values()))})" for row in rows)
                self._cursor.execute(f"insert into {table} ({columns}) values {values}")


def _literal(value: Any) -> str:
    if value is None:
        return "null"
    text = f"{value:f}" if type(value).__name__ == "Decimal" else str(value)
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"


def _serve(server: socket.socket, behind: tuple[str, int]) -> None:
    with suppress(OSError):
        while True:
            client, _ = server.accept()
            postgres = socket.create_connection(behind)
            postgres.sendall(_start(client))
            for pair in ((client, postgres), (postgres, client)):
                threading.Thread(target=_pass, args=pair, daemon=True).start()


def _start(client: socket.socket) -> bytes:
    """The first message, with the words alone that PostgreSQL knows."""
    size = struct.unpack("!i", _exactly(client, 4))[0]
    words = _exactly(client, size - 4)[4:].split(b"\0")
    pairs = zip(words[::2], words[1::2], strict=False)
    kept = b"".join(b"%s\0%s\0" % (name, value) for name, value in pairs if name in _KEPT) + b"\0"
    return struct.pack("!ii", len(kept) + 8, 196608) + kept


def _exactly(sender: socket.socket, size: int) -> bytes:
    found = b""
    while len(found) < size:
        piece = sender.recv(size - len(found))
        assert piece
        found += piece
    return found


def _pass(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while piece := source.recv(65_536):
            sink.sendall(piece)
    for end in (source, sink):
        with suppress(OSError):
            end.close()
