"""Texts of a real CRM that are redacted: whoever the CRM knows is in no file of the warehouse."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from captures import Capturer
from tiny_crm import run

from suitehouse.contracts.model import TableContract, load_contracts
from suitehouse.errors import SourceError, SourceRefusedError
from suitehouse.privacy.canaries import find_in_tree
from suitehouse.settings import CapturePolicy
from suitehouse.warehouses.duckdb import DuckDbWarehouse

pytestmark = pytest.mark.integration

TABLES = {
    "accounts": "id char(36) primary key, name varchar(150), description text, "
    "date_modified datetime, deleted tinyint(1)",
    "contacts": "id char(36) primary key, first_name varchar(100), last_name varchar(100), "
    "phone_work varchar(100), primary_address_street varchar(150), date_modified datetime, "
    "deleted tinyint(1)",
    "users": "id char(36) primary key, first_name varchar(100), last_name varchar(100), "
    "date_modified datetime, deleted tinyint(1)",
    "email_addresses": "id char(36) primary key, email_address varchar(255), "
    "date_modified datetime, deleted tinyint(1)",
}
PEOPLE = [
    "insert into contacts values ('c1', 'Quendolin', 'Oberzauner', '0471 998877', "
    "'Zirbelgasse 14\\n2. Stock', '2026-11-25 07:00:00', 0)",
    "insert into contacts values ('c2', 'Ildikó', 'van der Wüsten', null, null, "
    "'2026-11-25 07:00:00', 1)",
    "insert into users values ('u1', 'Tarquin', 'Blenkinsop', '2026-11-25 07:00:00', 0)",
    "insert into email_addresses values ('e1', 'zirbel@intranet', '2026-11-25 07:00:00', 0)",
]
SECRETS = ["Quendolin", "Oberzauner", "998877", "Zirbelgasse", "ldikó", "der Wüsten", "Tarquin",
           "Blenkinsop", "zirbel@intranet", "privat@example.org"]  # fmt: skip
NOTE = (
    "OBERZAUNER, QUENDOLIN moved to zirbelgasse 14; ring 0471/99 88 77. Ask Blenkinsop or ildikó  "
    "van der wüsten (zirbel@intranet, privat@example.org) about {topic}"
)
CLEAN = (
    "[name] moved to [address]; ring [phone]. Ask [name] or [name] ([email], [email]) about {topic}"
)


def redacting(contracts: dict[str, TableContract], *tables: str) -> dict[str, TableContract]:
    """The contracts with descriptions of these tables redacted."""
    changed = {}
    for name in tables:
        columns = tuple(
            each.model_copy(update={"treatment": "redact"}) if each.name == "description" else each
            for each in contracts[name].columns
        )
        changed[name] = contracts[name].model_copy(update={"columns": columns})
    return {**contracts, **changed}


@pytest.fixture
def capturer(mariadb: Any, tmp_path: Path) -> Capturer:
    url = mariadb.fresh_database()
    run(
        mariadb,
        url,
        *(f"create table {table} ({columns})" for table, columns in TABLES.items()),
        *PEOPLE,
        *(
            f"insert into accounts values ('a{n}', 'Firm {n}', '{NOTE.format(topic=n)}', "
            "'2026-11-25 07:00:00', 0)"
            for n in range(9)
        ),
    )
    contracts = redacting(dict(load_contracts()), "accounts")
    return Capturer(url, tmp_path / "w.duckdb", contracts=contracts)


class Watched:
    """A warehouse that counts the parts of accounts."""

    def __init__(self, warehouse: Any) -> None:
        self._warehouse = warehouse
        self.parts = 0

    def load_part(self, unit: Any, *rest: Any, **named: Any) -> Any:
        self.parts += unit.table.name == "accounts"
        return self._warehouse.load_part(unit, *rest, **named)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._warehouse, name)


def texts(capturer: Capturer) -> list[str]:
    return [
        text for (text,) in capturer.rows("select description from landing.accounts order by id")
    ]


def assert_nobody_is_left(folder: Path) -> None:
    found = find_in_tree(folder, SECRETS)
    assert not found, "a known person is in the warehouse"


def test_known_people_are_in_no_file_after_capture_update_and_sweep(
    mariadb: Any, capturer: Capturer
) -> None:
    capturer.run()
    assert texts(capturer) == [CLEAN.format(topic=n) for n in range(9)]

    run(
        mariadb,
        capturer.url,
        f"update accounts set description = '{NOTE.format(topic='paint')}', "
        "date_modified = '2026-11-26 07:00:00' where id = 'a1'",
    )
    capturer.run()
    assert texts(capturer)[1] == CLEAN.format(topic="paint")

    run(
        mariadb,
        capturer.url,
        f"update accounts set description = '{NOTE.format(topic='a sweep')}' where id = 'a2'",
    )
    capturer.sweep()
    assert texts(capturer)[2] == CLEAN.format(topic="a sweep")
    assert_nobody_is_left(capturer.path.parent)


def test_a_load_in_parts_is_redacted(mariadb: Any, capturer: Capturer) -> None:
    run(mariadb, capturer.url, "analyze table accounts")
    capturer.policy = CapturePolicy(resumable_rows=2)

    with DuckDbWarehouse(capturer.path.with_name("parts.duckdb")) as warehouse:
        watched = Watched(warehouse)
        capturer.run(warehouse=watched)
        landed = warehouse.read("select description from landing.accounts order by id")

    assert watched.parts == 5
    assert landed["description"].to_pylist() == [CLEAN.format(topic=n) for n in range(9)]


def test_an_audit_of_a_redacted_column_is_redacted(mariadb: Any, capturer: Capturer) -> None:
    run(
        mariadb,
        capturer.url,
        "create table accounts_audit (id char(36) primary key, parent_id char(36), "
        "date_created datetime, field_name varchar(100), before_value_text text)",
        "insert into accounts_audit values ('x', 'a1', '2026-11-25 07:00:00', 'description', "
        "'Quendolin Oberzauner said no')",
    )
    capturer.run("accounts_audit")

    assert capturer.rows("select before_value_text from landing.accounts_audit") == [
        ("[name] said no",)
    ]


def test_rows_that_are_asked_for_again_are_redacted(capturer: Capturer) -> None:
    capturer.run(asked_keys={"accounts": []})

    assert texts(capturer) == [CLEAN.format(topic=n) for n in range(9)]


def test_who_is_new_is_known_to_the_pass_that_reads_the_text(
    mariadb: Any, capturer: Capturer
) -> None:
    capturer.run()
    run(
        mariadb,
        capturer.url,
        "insert into contacts values ('c3', 'Ottokar', 'Zwiefalter', null, null, "
        "'2026-11-26 07:00:00', 0)",
        "update accounts set description = 'With Zwiefalter', "
        "date_modified = '2026-11-26 07:00:00' where id = 'a1'",
    )
    capturer.run("accounts")

    assert texts(capturer)[1] == "With [name]"


def test_a_pass_that_may_not_read_the_people_lands_nothing(
    mariadb: Any, capturer: Capturer
) -> None:
    run(mariadb, capturer.url, "drop table users", "create view users as select * from accounts")

    with pytest.raises(SourceError, match="users"):
        capturer.run("accounts")

    assert (
        capturer.rows("select * from information_schema.tables where table_name = 'accounts'") == []
    )


def test_a_name_column_that_is_hidden_ends_the_pass(mariadb: Any, capturer: Capturer) -> None:
    database = capturer.url.partition("?")[0].rpartition("/")[2]
    run(
        mariadb,
        capturer.url,
        "create or replace user half@localhost",
        *(f"grant select on `{database}`.{table} to half@localhost" for table in TABLES
          if table != "contacts"),
        f"grant select (id, last_name, date_modified, deleted) on `{database}`.contacts "
        "to half@localhost",
    )  # fmt: skip
    capturer.url = capturer.url.replace("root@", "half@")
    capturer.contracts = {table: capturer.contracts[table] for table in TABLES}

    with pytest.raises(SourceRefusedError, match="contacts"):
        capturer.run("accounts")


def test_no_people_are_read_where_no_chosen_table_is_redacted(
    mariadb: Any, capturer: Capturer
) -> None:
    run(mariadb, capturer.url, "drop table email_addresses",
        "create view email_addresses as select * from accounts")  # fmt: skip

    capturer.run("contacts", "users")

    assert capturer.rows("select count(*) as n from landing.contacts") == [(2,)]


def test_who_is_new_stays_in_texts_that_landed_until_a_full_capture(
    mariadb: Any, capturer: Capturer
) -> None:
    run(
        mariadb,
        capturer.url,
        "update accounts set description = 'With Zwiefalter' where id = 'a1'",
    )
    capturer.run()
    run(
        mariadb,
        capturer.url,
        "insert into contacts values ('c3', 'Ottokar', 'Zwiefalter', null, null, "
        "'2026-11-26 07:00:00', 0)",
    )
    capturer.run()
    assert texts(capturer)[1] == "With Zwiefalter"

    capturer.run(full=True)

    assert texts(capturer)[1] == "With [name]"
