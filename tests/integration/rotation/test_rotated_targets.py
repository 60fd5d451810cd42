"""A rotation reaches every warehouse that the writer supplies: no token of the old key is left."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from postgres import fresh_database
from rotations import FORMER, NEW, RotatingConsole
from tiny_crm import captured_tiny_crm

pytestmark = pytest.mark.integration


def test_tables_there_have_the_new_keys_tokens_alone(mariadb: Any, tmp_path: Path) -> None:
    crm = captured_tiny_crm(mariadb, tmp_path)
    console = RotatingConsole(crm.url, tmp_path / "home")
    console.home.mkdir()
    crm.path.rename(console.home / "warehouse.duckdb")
    with fresh_database() as url:
        console.environment["SUITEHOUSE_WAREHOUSE_URL"] = url
        delivered = console("deliver")
        assert delivered.returncode == 0, delivered.stderr
        assert rows_with(url, FORMER.key_id) == (10, 10)

        rotated = console.rotate("--apply")

        assert rotated.returncode == 0, rotated.stderr
        assert rows_with(url, FORMER.key_id) == (0, 10)
        assert rows_with(url, NEW.key_id) == (10, 10)


def rows_with(url: str, key_id: str) -> tuple[int, int]:
    """How many contacts have a name that is a token of a key, and how many there are."""
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        cursor.execute(
            "select count(*) filter (where last_name like %s), count(*) from landing.contacts",
            [f"%:{key_id}:%"],
        )
        (counts,) = cursor.fetchall()
    return counts
