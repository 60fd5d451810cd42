"""How values look, asked of a real server: it matches, and only counts come back."""

from __future__ import annotations

from typing import Any

import pytest
from tiny_crm import run

from suitehouse.drift.shapes import Look, SampledShapes, Shape
from suitehouse.source.snapshot import open_snapshot

pytestmark = pytest.mark.integration

CORE = [f"create table {name} (id char(36) primary key)" for name in ("accounts", "contacts")]
VALUES: dict[Look | None, str] = {
    "email": "concat('ann', n, '@example.org')",
    "phone": "concat('+49 (0) 30 / 1234', n)",
    "iban": "concat('DE89 3704 0044 0532 0130 ', n)",
    "url": "concat('https://example.org/', n)",
    "key": "uuid()",
    "number": "n * 1.5",
    "sentence": "concat('she called about order ', n)",
    None: "elt(1 + n mod 3, 'red', 'green', 'dark blue')",
}


@pytest.mark.parametrize("charset", ["utf8mb4", "latin1"])
@pytest.mark.parametrize(("look", "value"), VALUES.items())
def test_a_look_is_told_although_some_values_differ(
    mariadb: Any, look: Look | None, value: str, charset: str
) -> None:
    url = mariadb.fresh_database()
    run(
        mariadb,
        url,
        *CORE,
        f"create table users (id char(36) primary key, `it's` varchar(255)) charset {charset}",
        f"insert into users select uuid(), {value} from (select seq as n from seq_10_to_99) s",
        "insert into users values ('a', null), ('b', ''), ('c', 'n/a'), ('d', '?')",
    )
    with open_snapshot(url) as snapshot:
        column = snapshot.catalogue["users"].columns[1]

        found = SampledShapes(snapshot)("users", column)

    assert found == Shape(92, look)
    assert found.tells


def test_of_a_long_value_the_beginning_is_looked_at(mariadb: Any) -> None:
    url = mariadb.fresh_database()
    run(
        mariadb,
        url,
        *CORE,
        "create table users (id char(36) primary key, picture longtext)",
        # Over all of a text without spaces the pattern of sentences goes from each character on.
        "insert into users select uuid(), concat(repeat('x', 100000), ' is no sentence')"
        " from seq_1_to_20",
    )
    with open_snapshot(url) as snapshot:
        found = SampledShapes(snapshot)("users", snapshot.catalogue["users"].columns[1])

    assert found == Shape(20, None)


def test_a_column_that_is_no_text_is_not_looked_at(mariadb: Any) -> None:
    url = mariadb.fresh_database()
    run(mariadb, url, *CORE, "create table users (id int primary key, n int)")
    with open_snapshot(url) as snapshot:
        assert SampledShapes(snapshot)("users", snapshot.catalogue["users"].columns[1]) is None
