"""May our user read every table that is captured, and nothing more than read?"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Literal

import pymysql
from pymysql.constants import ER

from suitehouse.contracts.model import TableContract
from suitehouse.doctor import Finding
from suitehouse.source.address import SourceAddress
from suitehouse.source.catalogue import NOT_A_TABLE_REMEDY, not_a_table
from suitehouse.source.connection import Connection
from suitehouse.source.faults import TABLE_MISSING, error_number
from suitehouse.source.quoting import quote
from suitehouse.source.snapshot import CORE_TABLES

_Answer = Literal["absent", "denied", "readable"]
_SUBJECT = "source privileges"
_DENIED = (ER.TABLEACCESS_DENIED_ERROR, ER.COLUMNACCESS_DENIED_ERROR)
_WRITES = re.compile(
    r"\b(ALL PRIVILEGES|INSERT|UPDATE|DELETE|CREATE|DROP|ALTER|SUPER|FILE)\b", re.IGNORECASE
)


def privileges(
    connection: Connection,
    address: SourceAddress,
    live: Collection[str],
    contracts: Mapping[str, TableContract],
) -> Iterator[Finding]:
    """Yield which tables are not there or hidden from our user, and whether it may write."""
    unseen = [table for table in {**dict.fromkeys(CORE_TABLES), **contracts} if table not in live]
    answers = {table: _answer(connection, table) for table in unseen}
    absent, hidden, views = (
        sorted(table for table in unseen if answers[table] == answer)
        for answer in ("absent", "denied", "readable")
    )
    yield from _absent(absent)
    if views:
        yield Finding("fail", "source tables", not_a_table(*views), NOT_A_TABLE_REMEDY)
    grants = " ".join(_grant(address, table) for table in hidden)
    if hidden:
        yield Finding("fail", _SUBJECT, f"no right to read {', '.join(hidden)}", f"run: {grants}")
    else:
        yield Finding("ok", _SUBJECT, f"{len(contracts) - len(absent + views)} tables can be read")
    if _may_write(connection):
        yield Finding(
            "warn",
            _SUBJECT,
            f"user '{address.user}' may write; suitehouse needs SELECT only",
            f"make a user for it: GRANT SELECT ON {quote(address.database)}.* TO …",
        )


def _absent(tables: list[str]) -> Iterator[Finding]:
    if core := [table for table in tables if table in CORE_TABLES]:
        yield Finding(
            "fail",
            "source",
            f"there is no table {', '.join(core)}, so this is not SuiteCRM's database",
            "correct the database in SUITEHOUSE_SOURCE_URL",
        )
    elif tables:
        yield Finding(
            "warn",
            "source tables",
            f"{len(tables)} tables with a contract are not there: {', '.join(tables)}",
            "nothing, if these modules are not installed; otherwise correct SUITEHOUSE_SOURCE_URL",
        )


def _answer(connection: Connection, table: str) -> _Answer:
    """What the server says of a table that the catalogue of tables lacks."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"select 1 from {quote(table)} limit 0")  # noqa: S608 - quoted name
    except pymysql.err.MySQLError as error:
        if error_number(error) == ER.VIEW_INVALID:
            return "readable"  # what is wrong first is that it is a view
        if error_number(error) not in {TABLE_MISSING, *_DENIED}:
            raise
        return "absent" if error_number(error) == TABLE_MISSING else "denied"
    return "readable"


def _may_write(connection: Connection) -> bool:
    # A grant's text can end in a password's hash: it is searched and never shown.
    with connection.cursor() as cursor:
        cursor.execute("show grants")
        return any(_WRITES.search(grant.partition(" ON ")[0]) for (grant,) in cursor.fetchall())


def _grant(address: SourceAddress, table: str) -> str:
    name = f"{quote(address.database)}.{quote(table)}"
    return f"GRANT SELECT ON {name} TO '{address.user}'@'{address.account_host}';"
