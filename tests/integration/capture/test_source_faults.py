"""What can go wrong with a user's CRM: one plain sentence, and a warehouse as it was."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from captures import Capturer
from tiny_crm import ROWS, refused, run

from suitehouse.errors import (
    ConfigurationError,
    LoginRefusedError,
    NotSuiteCrmError,
    SourceError,
    SourceRefusedError,
    SourceUnreachableError,
)
from suitehouse.source.snapshot import SourceSnapshot, open_snapshot

pytestmark = pytest.mark.integration


def user(mariadb: Any, url: str, name: str, *grants: str) -> str:
    """Make a user with a password and these grants; return the URL that it connects with."""
    database = url.partition("?")[0].rpartition("/")[2]
    run(
        mariadb,
        url,
        f"create or replace user {name}@localhost identified by 'hunter2'",
        *(f"grant select on `{database}`.{grant} to {name}@localhost" for grant in grants),
    )
    return url.replace("root@", f"{name}:hunter2@")


def test_no_server(crm: Capturer) -> None:
    nowhere = replace(crm, url="mysql+pymysql://root@localhost/crm?unix_socket=/tmp/none.sock")

    with refused(SourceUnreachableError, crm, "/tmp/none.sock", "SUITEHOUSE_SOURCE_URL"):
        nowhere.run()

    assert [int(wait) for wait in crm.waits] == [1, 2], "tried three times"


def test_wrong_password(crm: Capturer, mariadb: Any) -> None:
    url = user(mariadb, crm.url, "wrongly", "*").replace("hunter2", "mistaken")

    with refused(LoginRefusedError, crm, "'wrongly'", "password"):
        replace(crm, url=url).run()

    assert crm.waits == [], "a refusal is final"


def test_unknown_database(crm: Capturer) -> None:
    url = crm.url.replace("/test_", "/nothing_")

    with refused(SourceRefusedError, crm, "nothing_"):
        replace(crm, url=url).run()


def test_a_database_that_is_not_suitecrms(crm: Capturer, mariadb: Any) -> None:
    url = mariadb.fresh_database()
    run(mariadb, url, "create table posts (id int)", "create table users (id int)")

    with refused(NotSuiteCrmError, crm, "accounts, contacts", "SUITEHOUSE_SOURCE_URL"):
        replace(crm, url=url).run()


@dataclass(slots=True)
class Told:
    """Keeps what it is told."""

    events: list[tuple[str, dict[str, Any]]]

    def note(self, event: str, **facts: Any) -> None:
        self.events.append((event, facts))


def test_no_select_on_one_table_lets_the_others_go_on(crm: Capturer, mariadb: Any) -> None:
    url = user(mariadb, crm.url, "partly", "accounts", "users")
    database = crm.url.partition("?")[0].rpartition("/")[2]
    run(mariadb, crm.url, "insert into users values ('new', 'n', '2026-11-26', 0)")
    contacts = crm.rows("select * from landing.contacts order by id")
    told: list[tuple[str, dict[str, Any]]] = []

    with pytest.raises(SourceRefusedError) as raised:
        replace(crm, url=url).run("accounts", "contacts", "users", events=Told(told))

    assert f"GRANT SELECT ON `{database}`.`contacts` TO 'partly'@'localhost'" in str(raised.value)
    assert crm.rows("select count(*) from landing.users") == [(ROWS + 1,)]
    assert crm.rows("select * from landing.contacts order by id") == contacts
    failed = [facts for event, facts in told if facts.get("status") == "failed"]
    # Which accounts are called like a contact cannot be told either.
    assert [facts.get("table") for facts in failed] == ["accounts", "contacts", None]
    assert all(isinstance(facts["exc_info"], SourceRefusedError) for facts in failed)
    recorded = crm.rows("select status, error from ops.runs where run_id = 'pass-2'")
    assert recorded == [("failed", "SourceRefusedError")]


def test_a_view_in_place_of_a_table_is_named_by_capture_and_by_verify(
    crm: Capturer, mariadb: Any
) -> None:
    run(
        mariadb,
        crm.url,
        "create table notes_real (id char(36) primary key)",
        "create view notes as select * from notes_real",
    )

    for look in (crm.run, partial(verify_or_raise, crm)):
        with refused(SourceError, crm, "'notes'", "view", "suitehouse.toml"):
            look("notes")


def verify_or_raise(crm: Capturer, table: str) -> None:
    (found,) = crm.verify(table)
    assert found.verdict == "unknown"
    if found.problem is not None:
        raise found.problem


def test_a_view_in_place_of_a_core_table_is_not_said_to_be_absent(
    crm: Capturer, mariadb: Any
) -> None:
    run(
        mariadb,
        crm.url,
        "rename table contacts to contacts_real",
        "create view contacts as select * from contacts_real",
    )

    with refused(SourceError, crm, "'contacts'", "view"):
        verify_or_raise(crm, "contacts")


def test_decimals_that_only_mysql_knows_keep_no_table_back(crm: Capturer, mariadb: Any) -> None:
    run(
        mariadb,
        crm.url,
        "create table aos_products_quotes (id char(36) primary key, product_qty decimal(40,10), "
        "deleted tinyint(1))",
        "insert into aos_products_quotes values ('small', 1.0123456789, 0), ('large', 1e29, 0)",
    )

    load = crm.run("aos_products_quotes").loads[0]

    rates = crm.rows("select id, product_qty from landing.aos_products_quotes order by id desc")
    assert rates == [("small", Decimal("1.0123456789")), ("large", None)]
    assert load.unreadable_values == 1
    noted = crm.rows("select action from ops.schema_changes where column_name = 'product_qty'")
    assert "38 digits" in noted[0][0]


def test_an_older_schema_lands_what_it_has(crm: Capturer) -> None:
    # The fixture's tables lack most columns of their contracts, and most tables are not there.
    rows = crm.rows(
        "select id, title, _digest is not null from landing.contacts where id like '%-0'"
    )
    report = crm.run()

    assert rows == [("contacts-0", None, True)]
    assert "leads" in report.absent_tables
    missing = crm.rows(
        "select count(*) from ops.schema_changes where table_name = 'contacts' and change = "
        "'missing'"
    )
    assert missing[0][0] > 30
    assert {found.verdict for found in crm.verify()} == {"equal"}


def test_a_column_that_appears_later_is_read_for_every_row(crm: Capturer, mariadb: Any) -> None:
    run(mariadb, crm.url, "alter table accounts add industry varchar(50) default 'Energy'")

    report = crm.run("accounts")

    assert report.loads[0].rows_changed == ROWS
    assert crm.rows("select distinct industry from landing.accounts") == [("Energy",)]


def test_a_table_without_a_contract(crm: Capturer) -> None:
    with refused(ConfigurationError, crm, "'contact'", "Did you mean 'contacts'?"):
        crm.run("contact")


def test_a_connection_that_breaks_is_opened_again_and_every_table_agrees(
    crm: Capturer, mariadb: Any
) -> None:
    run(mariadb, crm.url, "insert into accounts values ('a', 'n', '2026-11-26', 0)")
    opened: list[SourceSnapshot] = []

    def breaking() -> SourceSnapshot:
        snapshot = open_snapshot(crm.url, clock=lambda: crm.now)
        opened.append(snapshot)
        if len(opened) == 1:
            run(mariadb, crm.url, f"kill {snapshot._connection.thread_id()}")
        else:
            run(mariadb, crm.url, "insert ignore into users values ('u', 'n', '2026-11-26', 0)")
        return snapshot

    report = crm.run("accounts", "users", source=breaking)

    assert len(opened) == 2
    assert [int(wait) for wait in crm.waits] == [1]
    assert {load.table: load.rows_changed for load in report.loads} == {"accounts": 1, "users": 0}


def test_a_core_table_that_is_gone_is_named_and_nothing_lands(crm: Capturer, mariadb: Any) -> None:
    run(
        mariadb,
        crm.url,
        "update contacts set last_name = 'new', date_modified = '2026-11-26'",
        "rename table users to users_before",
    )

    with refused(NotSuiteCrmError, crm, "no table users", "being changed or restored"):
        crm.run()
