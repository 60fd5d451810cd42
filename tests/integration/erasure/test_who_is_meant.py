"""Whom an address or a record stands for, and when it is not said clearly enough."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from erasing import ADDRESS, CONTACT, EMAIL, LEAD, NAMESAKE, World, tokens

from suitehouse.operations.lock import writer_lock
from suitehouse.privacy.canaries import find_in_tree

pytestmark = pytest.mark.integration

_OWN = """
    select table_name, row_key from ops.suppressions where scope = 'own' order by all
"""
# Two people of the genuine baseline have one address.
_SHARED = """
    select any_value(r.bean_id), any_value(r.email_address_id), count(*)
    from landing.email_addr_bean_rel as r
    join landing.contacts as c on c.id = r.bean_id
    where not r.deleted group by r.email_address_id having count(*) = 2
    order by all limit 1
"""


def test_a_lead_leads_to_the_contact_that_it_became(person: World) -> None:
    person.erase("--table", "leads", "--id", LEAD, "--apply")

    assert person.capturer.rows(_OWN) == [
        ("contacts", CONTACT),
        ("email_addresses", ADDRESS),
        ("leads", LEAD),
    ]
    assert person.findings() == ()


def test_an_address_that_others_have_too_stays_theirs(person: World) -> None:
    ((contact, address, _),) = person.capturer.rows(_SHARED)
    before = person.row("landing.email_addresses", address)

    person.erase("--table", "contacts", "--id", contact, "--apply")

    assert person.row("landing.email_addresses", address) == before
    assert person.row("landing.contacts", contact)["last_name"] is None
    left = person.capturer.rows(
        "select count(bean_id), count(*) from landing.email_addr_bean_rel "
        f"where email_address_id = '{address}'"
    )
    assert left == [(1, 2)]


def test_people_who_share_an_address_are_not_erased_by_it(person: World) -> None:
    ((_, address, _),) = person.capturer.rows(_SHARED)
    with person.capturer.open() as warehouse:
        warehouse.read(
            "update landing.email_addr_bean_rel set email_address_id = "
            f"'{ADDRESS}' where email_address_id = '{address}'"
        )
    before = person.capturer.landed()

    done = person.console("erase", "--email", EMAIL, "--apply")

    assert done.returncode == 1
    assert "People of 3 different names have this address" in done.stderr
    assert f"contacts {CONTACT}" in done.stderr
    assert EMAIL not in done.stderr
    assert person.capturer.landed() == before


def test_a_name_that_another_person_has_stays_there(person: World) -> None:
    name = person.row("landing.contacts", NAMESAKE)["last_name"]

    report = person.erase("--email", EMAIL, "--apply")

    assert report["is_clean"]
    assert person.row("landing.contacts", NAMESAKE)["last_name"] == name
    assert person.row("landing.contacts", CONTACT)["last_name"] is None


def test_nobody_is_found(person: World) -> None:
    plain = person.console("erase", "--email", "nobody@personal.example")

    assert (plain.returncode, plain.stdout.split(":")[0]) == (1, "nobody is found")
    for arguments in (
        ("--email", "nobody@personal.example", "--apply"),
        ("--table", "contacts", "--id", "no-such-row"),
    ):
        assert person.erase(*arguments, status=1)["status"] == "unknown"


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--email", " "),
        ("--table", "contacts"),
        ("--id", CONTACT),
        ("--email", EMAIL, "--table", "contacts", "--id", CONTACT),
        ("--email", EMAIL, "--table", "contacts"),
        ("--table", "no_such_table", "--id", CONTACT),
    ],
)
def test_it_has_to_be_said_who(made_world: World, arguments: tuple[str, ...]) -> None:
    done = made_world.console("erase", *arguments)

    assert done.returncode == 2, done.stderr
    assert EMAIL not in done.stderr


def test_another_key_is_refused(person: World) -> None:
    person.console.environment["COMMAND_TEST_KEY"] = bytes(range(1, 33)).hex()

    for more in ((), ("--apply",)):
        done = person.console("erase", "--email", EMAIL, *more)

        assert done.returncode == 2
        assert "was made with masking key" in done.stderr


def test_a_run_that_is_under_way_keeps_an_erasure_waiting(person: World) -> None:
    with writer_lock(person.home):
        done = person.console("erase", "--email", EMAIL, "--apply")
        planned = person.console("erase", "--email", EMAIL, "--json")

    assert (done.returncode, planned.returncode) == (2, 0)
    assert json.loads(planned.stdout)["status"] == "planned"


def test_without_a_warehouse_there_is_nothing_to_look_in(person: World) -> None:
    person.capturer.path.unlink()

    done = person.console("erase", "--email", EMAIL, "--apply")

    assert done.returncode == 3
    assert "run `suitehouse capture` first" in done.stderr
    assert not person.capturer.path.exists()


def test_a_warehouse_elsewhere_is_the_one_that_is_erased_from(
    person: World, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere" / "w.duckdb"
    elsewhere.parent.mkdir()
    person.capturer.path.rename(elsewhere)
    person.console.environment["SUITEHOUSE_WAREHOUSE_URL"] = f"duckdb://{elsewhere}"

    report = person.erase("--email", EMAIL, "--apply")
    person.console.environment["SUITEHOUSE_WAREHOUSE_URL"] = "other://place"
    refused = person.console("erase", "--email", EMAIL)

    assert report["is_clean"]
    assert {each["file"] for each in report["tables"]} == {
        "w.duckdb",
        "published/suitehouse.duckdb",
    }
    assert find_in_tree(tmp_path, tokens()) == ()
    assert refused.returncode == 2
    assert "a scheme no target reads" in refused.stderr
