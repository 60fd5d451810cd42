"""A tiny CRM for tests of faults, and what is expected of each: one sentence, landing as it was."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from captures import Capturer

from suitehouse.errors import SuitehouseError
from suitehouse.settings import CapturePolicy

TABLES = {
    "accounts": "id char(36) primary key, name varchar(150), date_modified datetime, deleted "
    "tinyint(1)",
    "contacts": "id char(36) primary key, last_name varchar(100), date_modified datetime, "
    "deleted tinyint(1)",
    "users": "id char(36) primary key, status varchar(100), date_modified datetime, deleted "
    "tinyint(1)",
}
ROWS = 10


def captured_tiny_crm(mariadb: Any, folder: Path) -> Capturer:
    """A CRM of an older schema with ten rows a table, captured once."""
    url = mariadb.fresh_database()
    run(
        mariadb,
        url,
        *(f"create table {table} ({columns})" for table, columns in TABLES.items()),
        *(
            f"insert into {table} values ('{table}-{n}', 'v{n}', '2026-11-25 07:00:0{n}', 0)"
            for table in TABLES
            for n in range(ROWS)
        ),
    )
    capturer = Capturer(url, folder / "w.duckdb", policy=CapturePolicy(attempts=3))
    capturer.run()
    return capturer


def run(mariadb: Any, url: str, *statements: str) -> None:
    with mariadb.connect(url) as connection, connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@contextmanager
def refused(kind: type[SuitehouseError], capturer: Capturer, *mentions: str) -> Iterator[None]:
    """Expect exactly this error, a one-line message that mentions things, and unchanged landing."""
    before = capturer.landed()
    with pytest.raises(kind) as raised:
        yield
    message = str(raised.value)
    assert type(raised.value) is kind
    assert "\n" not in message
    for mention in mentions:
        assert mention in message
    assert capturer.landed() == before
