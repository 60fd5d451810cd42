"""A number has one token in every table of a real CRM, whatever decided over its form."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from captures import Capturer
from tiny_crm import run

from suitehouse.privacy.dialling import dialled_in
from suitehouse.warehouses.duckdb import DuckDbWarehouse

pytestmark = pytest.mark.integration

TABLES = {
    "accounts": "id char(36) primary key, phone_office varchar(100), "
    "billing_address_country varchar(255), date_modified datetime, deleted tinyint(1)",
    "contacts": "id char(36) primary key, phone_work varchar(100), phone_mobile varchar(100), "
    "primary_address_country varchar(255), date_modified datetime, deleted tinyint(1)",
    "users": "id char(36) primary key, phone_work varchar(50), date_modified datetime, "
    "deleted tinyint(1)",
    "contacts_audit": "id char(36) primary key, parent_id char(36), date_created datetime, "
    "field_name varchar(100), before_value_string varchar(255), after_value_string varchar(255)",
}
STAMP = "'2026-11-25 07:00:00', 0"
ROWS = [
    f"insert into contacts values ('it', '0471 998877', '392 1234567', 'Italia', {STAMP})",
    f"insert into contacts values ('no', '030 1234567', 'ask Ann', null, {STAMP})",
    f"insert into contacts values ('odd', '12', '+', 'Atlantis', {STAMP})",
    f"insert into accounts values ('a', '+49 0471 998877', 'Italy', {STAMP})",
    f"insert into accounts values ('b', '0471/998877', 'ITALIA', {STAMP})",
    f"insert into users values ('u', '+39 0471 998877', {STAMP})",
    "insert into contacts_audit values ('a', 'it', '2026-11-25 07:00:00', 'phone_work', "
    "'0039 (0)471/998877 ext. 2', '+49 (30) 1234567')",
]


@pytest.fixture
def capturer(mariadb: Any, tmp_path: Path) -> Capturer:
    url = mariadb.fresh_database()
    made = (f"create table {table} ({columns})" for table, columns in TABLES.items())
    run(mariadb, url, *made, *ROWS)
    return Capturer(url, tmp_path / "w.duckdb")


def test_a_number_has_one_token_in_every_table(capturer: Capturer) -> None:
    capturer.run(*TABLES)

    (italian,) = tokens(capturer, "select phone_work from landing.contacts where id = 'it'")
    (user,) = tokens(capturer, "select phone_work from landing.users")
    german, account = tokens(capturer, "select phone_office from landing.accounts order by id")
    before, after = audited(capturer)
    assert italian.startswith("phone:")
    assert italian == user == account == before
    assert german != italian
    assert after not in tokens(capturer, "select phone_work from landing.contacts")


def test_a_new_region_has_the_numbers_read_again(capturer: Capturer) -> None:
    capturer.run(*TABLES)
    capturer.contracts = dict(dialled_in(capturer.contracts, "DE"))
    assert [verdict.verdict for verdict in capturer.verify("contacts", "users")] == ["unknown"] * 2

    capturer.run(*TABLES)

    assert audited(capturer)[1] in tokens(capturer, "select phone_work from landing.contacts")
    assert all(verdict.verdict == "equal" for verdict in capturer.verify(*TABLES))


def test_versions_do_not_mix_the_tokens_of_two_forms(capturer: Capturer, mariadb: Any) -> None:
    capturer.run("contacts")
    moved = "phone_work = '040 998877', date_modified = '2026-11-26 07:00:00'"
    run(mariadb, capturer.url, f"update contacts set {moved} where id = 'no'")
    capturer.run("contacts")
    capturer.contracts = dict(dialled_in(capturer.contracts, "DE"))

    capturer.run("contacts")

    ended = "select id from history.contacts where _valid_to is not null"
    assert capturer.rows(f"{ended} and phone_work is null and phone_mobile is null") == [("no",)]
    lasting = "select id, phone_work from history.contacts where _valid_to is null order by id"
    landed = capturer.rows("select id, phone_work from landing.contacts order by id")
    assert capturer.rows(lasting) == landed
    assert capturer.rows("select count(*) from history.contacts") == [(4,)]


def test_twice_the_same_is_nothing_to_do(capturer: Capturer) -> None:
    capturer.contracts = dict(dialled_in(capturer.contracts, "DE"))
    capturer.run(*TABLES)
    before = tokens(capturer, "select phone_work || phone_mobile from landing.contacts order by 1")

    report = capturer.run(*TABLES)

    assert report.changed_tables == ()
    assert before == tokens(
        capturer, "select phone_work || phone_mobile from landing.contacts order by 1"
    )


def tokens(capturer: Capturer, query: str) -> list[str]:
    with DuckDbWarehouse(capturer.path, access="read") as warehouse:
        return warehouse.read(query).column(0).to_pylist()


def audited(capturer: Capturer) -> list[str]:
    values = "unnest([before_value_string, after_value_string])"
    return tokens(capturer, f"select {values} from landing.contacts_audit")
