"""A genuine CRM with one person who is everywhere, captured, published and reported on."""

from __future__ import annotations

import json
import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
from captures import KEY, Capturer
from console import Console

from suitehouse.privacy.canaries import Finding, find_in_tree
from suitehouse.privacy.masking import Masker

EMAIL = "Ada.Unshared@personal.example"
CONTACT = "ada00000-0000-4000-8000-000000000001"
NAMESAKE = "bob00000-0000-4000-8000-000000000002"
LEAD = "ada00000-0000-4000-8000-000000000003"
INVOICE = "inv00000-0000-4000-8000-000000000004"
ADDRESS = "eml00000-0000-4000-8000-000000000005"
# What nobody else has, as the CRM holds it, by class of token.
PLAIN = {
    "name": ["Adamantia", "Adamantia-Lead", "Formerly-Xu"],
    "email": [EMAIL],
    "phone": ["+49 30 111 222 333", "+49 30 999 888 777"],
    "free_text": ["Invoice of Adamantia"],
    "address": ["Adastadt", "Invoicetown", "Oldinvoicetown"],
}
# Enough of the CRM for most tests; the person is in half of them.
TABLES = (
    "accounts,aos_invoices,aos_invoices_audit,calls,calls_contacts,cases,contacts,contacts_audit,"
    "contacts_cstm,email_addr_bean_rel,email_addresses,leads,notes,opportunities,"
    "opportunities_contacts,prospects,tasks,users"
)
_STAMPS = "'2026-11-20 08:00:00', '2026-11-20 08:00:00'"
_PERSON = "id, first_name, last_name, phone_mobile, primary_address_city, primary_address_country"
STATEMENTS = (
    f"insert into contacts ({_PERSON}, birthdate, date_entered, date_modified, deleted) values "
    f"('{CONTACT}', 'Adamantia', 'Sharedname', '+49 30 111 222 333', 'Adastadt', 'Norway', "
    f"'1980-02-03', {_STAMPS}, 0), ('{NAMESAKE}', 'Bob', 'Sharedname', '+49 30 5', 'Bobstadt', "
    f"'Norway', '1970-01-02', {_STAMPS}, 0)",
    f"update contacts set reports_to_id = '{CONTACT}' where id = '{NAMESAKE}'",
    f"insert into contacts_cstm (id_c) values ('{CONTACT}')",
    f"insert into leads ({_PERSON}, converted, contact_id, date_entered, date_modified, deleted) "
    f"values ('{LEAD}', 'Adamantia-Lead', 'Sharedname', '+49 30 999 888 777', 'Adastadt', "
    f"'Norway', 1, '{CONTACT}', {_STAMPS}, 0)",
    "insert into email_addresses (id, email_address, email_address_caps, date_created, "
    f"date_modified, deleted) values ('{ADDRESS}', '{EMAIL}', '{EMAIL.upper()}', {_STAMPS}, 0)",
    "insert into email_addr_bean_rel (id, email_address_id, bean_id, bean_module, "
    "primary_address, date_created, date_modified, deleted) values "
    f"('link-1', '{ADDRESS}', '{CONTACT}', 'Contacts', 1, {_STAMPS}, 0), "
    f"('link-2', '{ADDRESS}', '{LEAD}', 'Leads', 1, {_STAMPS}, 0)",
    "insert into contacts_audit (id, parent_id, date_created, created_by, field_name, data_type, "
    f"before_value_string, after_value_string) values ('audit-1', '{CONTACT}', "
    "'2026-11-20 08:00:00', '1', 'first_name', 'varchar', 'Formerly-Xu', 'Adamantia')",
    "insert into aos_invoices (id, name, number, total_amount, billing_contact_id, "
    "billing_address_city, billing_address_country, status, date_entered, date_modified, deleted) "
    f"values ('{INVOICE}', 'Invoice of Adamantia', 9001, 119.00, '{CONTACT}', 'Invoicetown', "
    f"'Norway', 'Unpaid', {_STAMPS}, 0)",
    "insert into aos_invoices_audit (id, parent_id, date_created, created_by, field_name, "
    "data_type, before_value_string, after_value_string) values "
    f"('audit-2', '{INVOICE}', '2026-11-20 08:00:00', '1', 'billing_address_city', 'varchar', "
    f"'Oldinvoicetown', 'Invoicetown'), ('audit-3', '{INVOICE}', '2026-11-20 08:00:00', '1', "
    "'status', 'varchar', 'Draft', 'Unpaid')",
    "insert into calls_contacts (id, call_id, contact_id, date_modified, deleted) values "
    f"('call-1', 'call', '{CONTACT}', '2026-11-20 08:00:00', 0)",
)
_MART = """
    create table marts.people as
    select 'contact:' || c.id as person_id, c.id as contact_id, c.last_name, c.phone_mobile,
        c.primary_address_country as country, c.do_not_call, c.date_entered as created_at
    from landing.contacts as c
"""


def tokens() -> tuple[str, ...]:
    """The tokens of what nobody else has."""
    masker = Masker(KEY)
    return tuple(
        token
        for privacy_class, values in PLAIN.items()
        for token in masker.token(privacy_class, pl.Series(values))
    )


@dataclass(slots=True)
class World:
    """A home that was captured, published and reported on, with the console to work in it."""

    console: Console
    capturer: Capturer

    @property
    def home(self) -> Path:
        return self.console.home

    @property
    def published(self) -> Path:
        return self.home / "published" / "suitehouse.duckdb"

    def erase(self, *arguments: str, status: int = 0) -> dict[str, Any]:
        """Run the command and return what it says."""
        done = self.console("erase", *arguments, "--json")
        assert (done.returncode, done.stderr.count("imported")) == (status, 0), done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def run(self, *arguments: str) -> str:
        """Run a command that has to end well."""
        done = self.console(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def findings(self) -> tuple[Finding, ...]:
        """Where the person's tokens are in the home."""
        return find_in_tree(self.home, tokens())

    def row(self, table: str, key: str) -> dict[str, Any]:
        """One row of landing."""
        with self.capturer.open(read_only=True) as warehouse:
            rows = warehouse.read(f"select * from {table} where id = '{key}'").to_pylist()
        assert len(rows) == 1
        found: dict[str, Any] = rows[0]
        return found


@dataclass(frozen=True, slots=True)
class Erased:
    """A world from which the person was erased: only read. `before` is landing as it was."""

    world: World
    before: dict[str, list[Any]]
    report: dict[str, Any]


def world(mariadb: Any, url: str, folder: Path, *, tables: str = TABLES) -> World:
    """Plant the person in a genuine CRM, capture it, publish it, report on it."""
    with mariadb.connect(url) as connection, connection.cursor() as cursor:
        for statement in STATEMENTS:
            cursor.execute(statement)
    home = folder / "home"
    made = World(Console(url, home), Capturer(url, home / "warehouse.duckdb"))
    made.run("capture", "--tables", tables)
    with made.capturer.open() as warehouse:
        warehouse.read(_MART)
        warehouse.publish(made.published)
    _report(home, tokens())
    return made


def _report(home: Path, held: tuple[str, ...]) -> None:
    folder = home / "recon" / "latest"
    folder.mkdir(parents=True)
    (folder / "items.csv").write_text(f"side,party\ncrm,{held[0]}\ncrm,name:other\n")
    with zipfile.ZipFile(folder / "workbook.xlsx", "w") as archive:
        archive.writestr("sheet1.xml", f"<c>{held[3]}@personal.example</c>")
    exports = home / "exports"
    exports.mkdir()
    (exports / "invoices.csv").write_text(f"Name,E-mail\nAda,{EMAIL}\n")


def copy_of(world: World, folder: Path) -> World:
    """Copy a world's home; its CRM is shared."""
    home = folder / "home"
    shutil.copytree(world.home, home)
    url = str(world.console.url)
    return World(Console(url, home), Capturer(url, home / "warehouse.duckdb"))
