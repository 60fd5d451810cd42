"""A person who is everywhere is erased: nothing of theirs is left, and nothing else is touched."""

from __future__ import annotations

import json
import zipfile
from typing import Any

import duckdb
import pytest
from erasing import (
    ADDRESS,
    CONTACT,
    EMAIL,
    INVOICE,
    LEAD,
    NAMESAKE,
    TABLES,
    Erased,
    World,
    tokens,
    world,
)

pytestmark = pytest.mark.integration

_OWN = {"id", "deleted", "_loaded_at", "_run_id", "_digest", "_removed_at", "_removed_reason"}


def held(row: dict[str, Any]) -> set[str]:
    return {name for name, value in row.items() if value is not None}


def test_nothing_of_the_person_is_left(erased: Erased) -> None:
    assert (erased.report["status"], erased.report["is_clean"]) == ("erased", True)
    assert erased.report["files"] == []
    assert erased.world.findings() == ()
    for table, key in (
        ("landing.contacts", CONTACT),
        ("history.contacts", CONTACT),
        ("landing.leads", LEAD),
        ("landing.email_addresses", ADDRESS),
        ("landing.contacts_audit", "audit-1"),
    ):
        assert held(erased.world.row(table, key)) - {"_valid_from", "_state"} <= _OWN, table


def test_a_record_that_is_kept_loses_the_personal_columns_alone(
    erased: Erased, made_world: World
) -> None:
    before = made_world.row("landing.aos_invoices", INVOICE)
    after = erased.world.row("landing.aos_invoices", INVOICE)

    assert held(before) - held(after) == {
        "name",
        "billing_contact_id",
        "billing_address_city",
        "billing_address_country",
    }
    assert (after["number"], str(after["total_amount"])) == (9001, "119.000000")
    assert all(after[name] == before[name] for name in held(after))
    city, status = (erased.world.row("landing.aos_invoices_audit", f"audit-{n}") for n in (2, 3))
    assert (city["before_value_string"], status["before_value_string"]) == (None, "Draft")


def test_all_other_rows_are_as_they_were(erased: Erased) -> None:
    after = erased.world.capturer.landed()

    different = {
        f"{table} {old.get('id', old.get('id_c'))}"
        for table, rows in erased.before.items()
        for old, new in zip(_by_digest(rows), _by_digest(after[table]), strict=True)
        if old != new
    }
    assert different == {
        f"contacts {CONTACT}",
        f"contacts {NAMESAKE}",
        f"leads {LEAD}",
        f"email_addresses {ADDRESS}",
        "email_addr_bean_rel link-1",
        "email_addr_bean_rel link-2",
        "contacts_audit audit-1",
        f"aos_invoices {INVOICE}",
        "aos_invoices_audit audit-2",
        "calls_contacts call-1",
    }
    namesake = erased.world.row("landing.contacts", NAMESAKE)
    assert (namesake["reports_to_id"], namesake["last_name"][:5]) == (None, "name:")


def _by_digest(rows: list[Any]) -> list[Any]:
    return sorted(rows, key=lambda row: (row["_digest"], str(row.get("id"))))


def test_no_pass_brings_the_person_back(mariadb: Any, genuine_copy: str, tmp_path: Any) -> None:
    person = world(mariadb, genuine_copy, tmp_path, tables="")
    person.erase("--email", EMAIL, "--apply")
    with mariadb.connect(genuine_copy) as connection, connection.cursor() as cursor:
        for table, key in (("contacts", CONTACT), ("leads", LEAD), ("email_addresses", ADDRESS)):
            cursor.execute(f"update {table} set date_modified = utc_timestamp() where id = '{key}'")
        cursor.execute(f"update contacts set phone_home = '+4930777' where id = '{CONTACT}'")
        cursor.execute(
            "update aos_invoices set status = 'Paid', date_modified = utc_timestamp() "
            f"where id = '{INVOICE}'"
        )
        cursor.execute(
            "insert into contacts_audit (id, parent_id, date_created, field_name, "
            f"before_value_string) values ('audit-9', '{CONTACT}', utc_timestamp(), 'first_name', "
            "'Formerly-Xu')"
        )
        cursor.execute(
            "insert into calls_contacts (id, call_id, contact_id, date_modified) values "
            f"('call-9', 'call', '{CONTACT}', utc_timestamp())"
        )

    for command in (("capture",), ("verify",), ("capture", "--full"), ("sweep",), ("verify",)):
        person.run(*command)

        assert person.findings() == (), command
    assert person.row("landing.aos_invoices", INVOICE)["status"] == "Paid"
    assert held(person.row("landing.contacts", CONTACT)) <= _OWN
    assert held(person.row("landing.contacts_audit", "audit-9")) <= _OWN
    assert person.row("landing.calls_contacts", "call-9")["contact_id"] is None
    versions = person.capturer.rows(f"select count(*) from history.contacts where id = '{CONTACT}'")
    assert versions == [(1,)]
    assert person.erase("--email", EMAIL)["status"] == "already_erased"


def test_a_warehouse_that_is_loaded_anew_has_no_person(erased_copy: Erased) -> None:
    person = erased_copy.world
    with person.capturer.open() as warehouse:
        for table in ("contacts", "leads", "aos_invoices", "email_addresses"):
            warehouse.read(f"delete from landing.{table}")
            warehouse.read(
                f"update ops.watermarks set fingerprint = 'old', watermark = null "
                f"where table_name = '{table}'"
            )

    person.run("capture", "--tables", TABLES)
    person.run("verify", "--tables", TABLES)

    assert person.findings() == ()
    assert person.row("landing.aos_invoices", INVOICE)["number"] == 9001


def test_a_dry_run_shows_what_and_changes_no_byte(person: World) -> None:
    before = _bytes(person)

    report = person.erase("--email", EMAIL)
    printed = person.console("erase", "--email", EMAIL)

    assert _bytes(person) == before
    assert (report["status"], report["certificate"]) == ("planned", None)
    writer = {
        (each["schema"], each["table"], each["scope"]): each["rows"]
        for each in report["tables"]
        if each["file"] == "warehouse.duckdb"
    }
    assert writer == {
        ("history", "aos_invoices", "retained"): 1,
        ("history", "contacts", "link"): 1,
        ("history", "contacts", "own"): 1,
        ("history", "leads", "own"): 1,
        ("landing", "aos_invoices", "retained"): 1,
        ("landing", "aos_invoices_audit", "retained"): 1,
        ("landing", "calls_contacts", "link"): 1,
        ("landing", "contacts", "link"): 1,
        ("landing", "contacts", "own"): 1,
        ("landing", "contacts_audit", "own"): 1,
        ("landing", "email_addr_bean_rel", "link"): 2,
        ("landing", "email_addresses", "own"): 1,
        ("landing", "leads", "own"): 1,
        ("marts", "people", "own"): 1,
    }
    assert {each["path"] for each in report["files"]} == {
        "recon/latest/items.csv",
        "recon/latest/workbook.xlsx",
    }
    assert report["inputs"] == ["exports/invoices.csv"]
    assert printed.returncode == 0
    assert "nothing was changed" in printed.stdout
    assert "landing.aos_invoices" in printed.stdout
    assert EMAIL not in printed.stdout + printed.stderr


def _bytes(person: World) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in person.home.rglob("*") if path.is_file()}


def test_the_certificate_holds_no_personal_data_and_proves(erased: Erased) -> None:
    person, name = erased.world, erased.report["erasure_id"]
    folder = person.home / "erasures"
    texts = {path.suffix: path.read_text() for path in folder.iterdir()}
    certificate = json.loads(texts[".json"])

    assert set(texts) == {".json", ".html"}
    for text in texts.values():
        for hidden in (EMAIL, CONTACT, LEAD, INVOICE, ADDRESS, *tokens()):
            assert hidden.lower() not in text.lower()
    assert (certificate["is_clean"], certificate["tokens"]) == (True, len(tokens()))
    files = {"warehouse.duckdb", "published/suitehouse.duckdb"}
    assert {each["file"] for each in certificate["proof"]} == files
    with duckdb.connect(str(person.published), read_only=True) as database:
        for each in certificate["proof"]:
            assert database.execute(each["sql"]).fetchall() == [(each["expected"],)], each["sql"]
    noted = person.capturer.rows(
        "select erasure_id, certificate, completed_at is not null, rows > 0 from ops.erasures"
    )
    assert noted == [(name, f"erasures/{name}.json", True, True)]


def test_the_proof_fails_where_a_value_is_back(erased_copy: Erased) -> None:
    person, name = erased_copy.world, erased_copy.report["erasure_id"]
    proof = json.loads((person.home / "erasures" / f"{name}.json").read_text())["proof"]

    with person.capturer.open() as warehouse:
        warehouse.read(
            f"update landing.contacts set first_name = '{tokens()[0]}' where id = '{CONTACT}'"
        )
        failed = {
            each["claim"].partition(": ")[2]
            for each in proof
            if warehouse.read(each["sql"]).column(0)[0].as_py() != each["expected"]
        }

    assert failed == {
        "nothing is left in the own rows' 34 columns",
        "no cell holds a token that was the person's alone",
    }


def test_the_second_time_there_is_nothing_to_do(erased_copy: Erased) -> None:
    person = erased_copy.world
    before = person.capturer.landed()

    again = person.erase("--email", EMAIL, "--apply")
    by_record = person.erase("--table", "contacts", "--id", CONTACT.upper(), "--apply")

    assert (again["status"], by_record["status"]) == ("already_erased", "already_erased")
    assert person.capturer.landed() == before
    assert person.capturer.rows("select count(*) from ops.erasures") == [(1,)]


def test_the_published_copy_and_its_marts_are_replaced(erased: Erased) -> None:
    person = erased.world

    with duckdb.connect(str(person.published), read_only=True) as database:
        found = database.execute(
            "select * from marts.people where contact_id = ?", [CONTACT]
        ).fetchall()
        others = database.execute(
            "select count(*), count(last_name), count(created_at) from marts.people"
        ).fetchall()
    assert found == [(f"contact:{CONTACT}", CONTACT, None, None, None, False, None)]
    assert others == [(202, 201, 201)]
    assert person.published.stat().st_mode & 0o777 == 0o600
    assert person.capturer.path.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in person.published.parent.iterdir()] == ["suitehouse.duckdb"]


def test_reports_lose_the_tokens_alone(erased: Erased) -> None:
    folder = erased.world.home / "recon" / "latest"

    assert (folder / "items.csv").read_text() == "side,party\ncrm,name:erased\ncrm,name:other\n"
    with zipfile.ZipFile(folder / "workbook.xlsx") as archive:
        assert archive.read("sheet1.xml") == b"<c>email:erased</c>"
    assert EMAIL in (erased.world.home / "exports" / "invoices.csv").read_text()


def test_models_are_to_be_built_anew(erased: Erased) -> None:
    last = "select arg_max(run_id, rowid) from ops.table_loads where table_name = '{}'"
    name = erased.report["erasure_id"]

    assert erased.world.capturer.rows(last.format("contacts")) == [(name,)]
    assert erased.world.capturer.rows(last.format("accounts")) != [(name,)]
