"""The genuine data that other tests rely on loads and replays whole."""

from __future__ import annotations

from itertools import islice
from typing import Any

import pytest
from genuine import journal, replay

from suitehouse.demo.connection import connect

pytestmark = pytest.mark.integration


def _value(url: str, query: str) -> Any:
    with connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(query)
        row = cursor.fetchone()
    assert row is not None
    return row[0]


def test_the_baseline_has_every_table_and_row(genuine_url: str) -> None:
    tables = "select count(*) from information_schema.tables where table_schema = 'genuine'"

    assert _value(genuine_url, tables) == 226
    assert _value(genuine_url, "select count(*) from contacts") == 200


def test_the_journal_replays_operation_by_operation(genuine_copy: str) -> None:
    before = _value(genuine_copy, "select count(*) from email_addresses")

    assert replay(genuine_copy, islice(journal(), 50)) == 50

    assert _value(genuine_copy, "select count(*) from email_addresses") > before
    assert sum(1 for _ in journal()) == 1608
