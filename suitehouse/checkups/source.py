"""The CRM's database: reached, logged in to, SuiteCRM's, and as capture needs it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

from suitehouse.checkups._source_privileges import privileges
from suitehouse.checkups._source_schema import schema
from suitehouse.checkups._source_time import time_zone
from suitehouse.doctor import Examination, Finding
from suitehouse.source.address import SourceAddress, parse_address
from suitehouse.source.catalogue import read_catalogue
from suitehouse.source.connection import Connection, connect
from suitehouse.source.current_url import open_current
from suitehouse.source.faults import source_faults


def source(examination: Examination) -> Iterator[Finding]:
    """Yield what is found on one connection, which only reads."""
    with examination.open_source(examination.settings) as read_url:
        address, opened = open_current(read_url, _logged_in)
        with closing(opened) as connection, source_faults(address):
            yield Finding(
                "ok",
                "source",
                f"{address.place} answers, user '{address.user}' reads '{address.database}' "
                f"(server {_version(connection)})",
            )
            live = read_catalogue(connection)
            yield from privileges(connection, address, live, examination.contracts)
            yield from time_zone(connection, examination)
            yield from schema(connection, live, examination.contracts)


def _logged_in(url: str) -> tuple[SourceAddress, Connection]:
    address = parse_address(url)
    return address, connect(address)


def _version(connection: Connection) -> str:
    with connection.cursor() as cursor:
        cursor.execute("select version()")
        (version,) = cursor.fetchone() or ("unknown",)
    return str(version)
