"""The demo's tables are those of a genuine SuiteCRM, column by column."""

from __future__ import annotations

from typing import Any

import pytest

from suitehouse.contracts.model import load_contracts
from suitehouse.demo.connection import Connection
from suitehouse.demo.schema import create_tables

pytestmark = pytest.mark.integration

_COLUMNS = """
select table_name, column_name, column_type, is_nullable, column_default, column_key = 'PRI'
from information_schema.columns where table_schema = database()
"""


def _columns(connection: Connection) -> dict[tuple[str, str], tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS)
        return {(table, column): facts for table, column, *facts in cursor.fetchall()}


def test_every_column_is_as_in_a_genuine_database(mariadb: Any, genuine_url: str) -> None:
    with mariadb.connect(mariadb.fresh_database()) as connection:
        assert create_tables(connection) == 162
        made = _columns(connection)
    with mariadb.connect(genuine_url) as connection:
        genuine = _columns(connection)

    different = {key for key, facts in made.items() if genuine.get(key) != facts}

    assert different == set()
    assert {table for table, _ in made} == set(load_contracts())
