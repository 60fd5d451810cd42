"""Sole traders of a real CRM: whoever it knows is in no account's name, also who comes later."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from captures import Capturer
from tiny_crm import run

from suitehouse.errors import SourceError
from suitehouse.settings import CapturePolicy

pytestmark = pytest.mark.integration

PERSON = "id char(36) primary key, first_name varchar(100), last_name varchar(100), "
STAMPS = "date_modified datetime, deleted tinyint(1)"
TABLES = {
    "accounts": f"id char(36) primary key, name varchar(150), website varchar(255), {STAMPS}",
    "contacts": PERSON + STAMPS,
    "users": PERSON + STAMPS,
    "accounts_contacts": "id varchar(36) primary key, account_id varchar(36), "
    f"contact_id varchar(36), {STAMPS}",
}
STAMP = "'2026-11-25 07:00:00', 0"
ROWS = [
    f"insert into contacts values ('c1', 'Hans', 'Huber', {STAMP})",
    f"insert into contacts values ('c2', 'S\u00ed&aacute;n', 'O&#039;Neil', {STAMP})",
    f"insert into users values ('u1', 'Jane', 'Miller', {STAMP})",
    f"insert into accounts values ('trader', 'HUBER, Hans e.K.', 'http://huber.example', {STAMP})",
    f"insert into accounts values ('user', 'Jane Miller', null, {STAMP})",
    f"insert into accounts values ('firm', 'Bakery Huber', 'http://bakery.example', {STAMP})",
    f"insert into accounts values ('linked', 'Hans Huber Bakery GmbH', null, {STAMP})",
    f"insert into accounts values ('former', 'Hans Huber Cars GmbH', null, {STAMP})",
    f"insert into accounts values ('late', 'Ottokar Zwiefalter', 'http://oz.example', {STAMP})",
    f"insert into accounts values ('accent', 'Si\u00e1n O\u2019Neil Cars GmbH', null, {STAMP})",
    f"insert into accounts_contacts values ('l3', 'accent', 'c4', {STAMP})",
    f"insert into contacts values ('c4', 'Sian', 'O''Neil', {STAMP})",
    f"insert into accounts_contacts values ('l1', 'linked', 'c1', {STAMP})",
    "insert into accounts_contacts values ('l2', 'former', 'c1', '2026-11-25 07:00:00', 1)",
]
NEW = "insert into contacts values ('c3', 'Ottokar', 'Zwiefalter', '2026-11-26 07:00:00', 0)"
NAMES = "select id, name from landing.accounts order by id"


@pytest.fixture
def capturer(mariadb: Any, tmp_path: Path) -> Capturer:
    url = mariadb.fresh_database()
    made = (f"create table {table} ({columns})" for table, columns in TABLES.items())
    run(mariadb, url, *made, *ROWS)
    return Capturer(url, tmp_path / "w.duckdb")


def withheld(capturer: Capturer, column: str = "name") -> set[str]:
    query = f"select id from landing.accounts where {column} similar to '[a-z]+:.{{8}}:.{{32}}'"
    return {key for (key,) in capturer.rows(query)}


def shown(capturer: Capturer, table: str) -> list[tuple[Any, ...]]:
    """What a table shows of the account that is a person later."""
    return capturer.rows(
        f"select name, website from {table} where id = 'late' and name not like 'name:%'"
    )


def test_who_is_called_like_a_person_whom_the_crm_knows_is_withheld(capturer: Capturer) -> None:
    capturer.run()

    assert withheld(capturer) == {"trader", "user", "linked", "accent"}
    assert withheld(capturer, "website") == {"trader"}
    assert dict(capturer.rows(NAMES))["firm"] == "Bakery Huber"


def test_twice_the_same_is_nothing_to_do(capturer: Capturer) -> None:
    capturer.run()
    before = capturer.rows(NAMES)

    report = capturer.run()

    assert report.changed_tables == ()
    assert capturer.rows(NAMES) == before


@pytest.mark.parametrize("small_table_rows", [0, 2_000])
def test_who_becomes_known_later_is_withheld_in_that_pass(
    mariadb: Any, capturer: Capturer, small_table_rows: int
) -> None:
    capturer.policy = CapturePolicy(small_table_rows=small_table_rows)
    capturer.run()
    assert shown(capturer, "landing.accounts")
    run(mariadb, capturer.url, "analyze table accounts", NEW)

    capturer.run()

    assert withheld(capturer) == {"trader", "user", "linked", "accent", "late"}
    assert withheld(capturer, "website") == {"trader", "late"}
    assert shown(capturer, "landing.accounts") == shown(capturer, "history.accounts") == []
    assert {each.verdict for each in capturer.verify("accounts", "contacts")} == {"equal"}
    assert capturer.run().changed_tables == ()


def test_a_former_version_of_who_is_withheld_shows_nothing(
    mariadb: Any, capturer: Capturer
) -> None:
    capturer.run()
    again = "date_modified = '2026-11-26 07:00:00' where id"
    run(mariadb, capturer.url,
        f"update accounts set name = 'Zwiefalter Cars', {again} = 'late'",
        f"update accounts set name = 'Cars', {again} = 'firm'")  # fmt: skip
    capturer.run()
    kept = capturer.rows("select name from history.accounts where id = 'late' order by all")
    back = "update accounts set name = 'Ottokar Zwiefalter', date_modified = '2026-11-27 07:00:00'"
    run(mariadb, capturer.url, NEW, f"{back} where id = 'late'")

    capturer.run()

    assert kept == [("Ottokar Zwiefalter",), ("Zwiefalter Cars",)]
    assert shown(capturer, "history.accounts") == []
    firm = capturer.rows("select name from history.accounts where id = 'firm' order by all")
    assert firm == [("Bakery Huber",), ("Cars",)]


def test_who_is_called_otherwise_by_now_stays_withheld_until_the_row_is_read(
    mariadb: Any, capturer: Capturer
) -> None:
    capturer.run()
    run(mariadb, capturer.url, "update users set last_name = 'Smith'",
        "update accounts_contacts set deleted = 1")  # fmt: skip

    capturer.run()
    before = withheld(capturer)
    capturer.run("accounts", full=True)

    assert before == {"trader", "user", "linked", "accent"}
    assert withheld(capturer) == {"trader"}


def test_a_sweep_withholds_what_it_heals(mariadb: Any, capturer: Capturer) -> None:
    capturer.run()
    run(mariadb, capturer.url, "update accounts set name = 'Miller Jane' where id = 'firm'")

    capturer.sweep("accounts")

    assert "firm" in withheld(capturer)


def test_people_who_cannot_be_read_are_an_error(mariadb: Any, capturer: Capturer) -> None:
    run(mariadb, capturer.url, "drop table users", "create view users as select * from contacts")

    with pytest.raises(SourceError, match="users"):
        capturer.run("accounts")


def test_tables_without_organisations_ask_for_no_people(mariadb: Any, capturer: Capturer) -> None:
    run(mariadb, capturer.url, "drop table users", "create view users as select * from contacts")

    capturer.run("contacts")

    assert capturer.rows("select count(*) from landing.contacts") == [(3,)]
