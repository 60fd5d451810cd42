"""An erasure reaches every warehouse that the writer supplies; one that was away gets it later."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from erasing import EMAIL, World, copy_of, tokens
from postgres import fresh_database

pytestmark = pytest.mark.integration
_AWAY = "postgresql://me@127.0.0.1:1/db"
_AWAY_LABEL = "postgresql://127.0.0.1:1/db"


@pytest.fixture
def supplied(made_world: World, tmp_path: Path) -> Iterator[tuple[World, str]]:
    """A world whose writer has supplied a PostgreSQL, and its URL."""
    person = copy_of(made_world, tmp_path)
    with fresh_database() as url:
        person.console.environment["SUITEHOUSE_WAREHOUSE_URL"] = url
        person.run("deliver")
        yield person, url


def test_nothing_of_the_person_is_left_there(supplied: tuple[World, str]) -> None:
    person, url = supplied
    before = cells_with_tokens(url)

    person.run("erase", "--email", EMAIL, "--apply")

    assert {place.partition(".")[0] for place in before} >= {"landing", "history", "marts"}
    assert cells_with_tokens(url) == []
    (target,), is_clean = certified(person)
    assert target["target"].startswith("postgresql://")
    assert target["reached_at"]
    assert is_clean
    (page,) = (person.home / "erasures").glob("*.html")
    assert f"{target['target']}: reached" in page.read_text()


def test_one_that_was_away_is_brought_the_erasure_later(supplied: tuple[World, str]) -> None:
    person, url = supplied
    person.console.environment["SUITEHOUSE_WAREHOUSE_URL"] = _AWAY
    away = person.console("erase", "--email", EMAIL, "--apply")
    assert away.returncode == 3
    assert "postgresql://127.0.0.1:1/db" in away.stderr
    assert cells_with_tokens(url) != []
    assert certified(person) == ([{"target": _AWAY_LABEL, "reached_at": None}], False)

    person.console.environment["SUITEHOUSE_WAREHOUSE_URL"] = url
    brought = json.loads(person.run("erase", "--email", EMAIL, "--apply", "--json"))["deliveries"]

    assert brought[0]["target"].startswith("postgresql://")
    assert brought[0]["deliveries"]
    assert cells_with_tokens(url) == []
    (target,), is_clean = certified(person)
    assert target["reached_at"]
    assert is_clean


def certified(person: World) -> tuple[list[dict[str, Any]], bool]:
    """What the certificate says of the other warehouses, and whether all is done."""
    (path,) = (person.home / "erasures").glob("*.json")
    facts = json.loads(path.read_text())
    return facts["targets"], facts["is_clean"]


def cells_with_tokens(url: str) -> list[str]:
    """The text columns of every schema that hold a token of the person's."""
    found = []
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        cursor.execute(
            "select table_schema, table_name, column_name from information_schema.columns "
            "where data_type = 'text' and table_schema not in ('pg_catalog', 'information_schema')"
        )
        for schema, table, column in cursor.fetchall():
            cursor.execute(
                f'select 1 from "{schema}"."{table}" where "{column}" ~ %s limit 1',
                ["|".join(tokens())],
            )
            if cursor.fetchall():
                found.append(f"{schema}.{table}.{column}")
    return found
