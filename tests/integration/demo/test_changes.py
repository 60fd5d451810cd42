"""Each change leaves the trace that SuiteCRM leaves: what moves, and above all what does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from suitehouse.contracts.model import load_contracts
from suitehouse.demo.changes import contacts, invoices, links, removals, sales
from suitehouse.demo.changes.desk import Desk
from suitehouse.demo.company import build_company
from suitehouse.demo.connection import Connection
from suitehouse.demo.mutations import changes, mutate

pytestmark = pytest.mark.integration

BUILT_AT = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC).replace(tzinfo=None)  # as the database has it
Row = dict[str, Any]


@dataclass(slots=True)
class Difference:
    """Rows of one table that appeared, went, or changed (before, after)."""

    added: list[Row]
    gone: list[Row]
    changed: list[tuple[Row, Row]]

    @property
    def columns(self) -> set[str]:
        """Names of the columns that differ in any changed row."""
        return {
            name for before, after in self.changed for name in after if before[name] != after[name]
        }


@dataclass(slots=True)
class Crm:
    """The demo company's database, with a look at what a change does to a table."""

    connection: Connection

    def rows(self, table: str) -> dict[str, Row]:
        key = load_contracts()[table].key[0]
        with self.connection.cursor() as cursor:
            cursor.execute(f"select * from `{table}`")
            names = [column[0] for column in cursor.description]
            found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        return {row[key]: row for row in found}

    def after(self, change: Callable[[Desk, int], int], *tables: str) -> list[Difference]:
        before = [self.rows(table) for table in tables]
        done = change(Desk(self.connection, 7, NOW), 3)
        assert done > 0
        return [_compare(old, self.rows(table)) for old, table in zip(before, tables, strict=True)]


def _compare(before: dict[str, Row], after: dict[str, Row]) -> Difference:
    return Difference(
        added=[row for key, row in after.items() if key not in before],
        gone=[row for key, row in before.items() if key not in after],
        changed=[
            (before[key], row) for key, row in after.items() if key in before and before[key] != row
        ],
    )


@pytest.fixture(scope="module")
def crm(mariadb: Any) -> Iterator[Crm]:
    """One company of 300 contacts; every test looks only at what its own change did."""
    with mariadb.connect(mariadb.fresh_database()) as connection:
        build_company(connection, 300, 1, lambda: BUILT_AT)
        yield Crm(connection)


def test_a_save_without_change_moves_its_stamp_and_its_account_links(crm: Crm) -> None:
    people, employments = crm.after(
        contacts.save_contact_unchanged, "contacts", "accounts_contacts"
    )

    assert people.columns == {"date_modified"}
    assert len(people.changed) == 3
    assert employments.columns == {"date_modified"}


def test_a_first_save_turns_null_into_blank_and_makes_an_empty_custom_row(crm: Crm) -> None:
    people, custom = crm.after(contacts.resave_contact_first_time, "contacts", "contacts_cstm")

    assert {after["campaign_id"] for _, after in people.changed} == {""}
    assert {before["campaign_id"] for before, _ in people.changed} == {None}
    assert {row["jjwg_maps_address_c"] for row in custom.added} == {None}
    assert len(custom.added) == 3


def test_an_edit_writes_an_audit_row_of_the_same_second(crm: Crm) -> None:
    people, trail = crm.after(contacts.edit_contact, "contacts", "contacts_audit")

    for row in trail.added:
        ((before, after),) = [pair for pair in people.changed if pair[1]["id"] == row["parent_id"]]
        assert (row["before_value_string"], row["after_value_string"]) == (
            before["phone_work"],
            after["phone_work"],
        )
        assert row["date_created"] == after["date_modified"] == NOW


def test_a_new_contact_comes_with_address_link_and_custom_row(crm: Crm) -> None:
    people, addresses, uses, employments, custom = crm.after(
        contacts.create_contact,
        "contacts",
        "email_addresses",
        "email_addr_bean_rel",
        "accounts_contacts",
        "contacts_cstm",
    )

    ids = {row["id"] for row in people.added}
    assert len(ids) == 3
    assert {row["bean_id"] for row in uses.added} == ids
    assert {row["contact_id"] for row in employments.added} == ids
    assert {row["id_c"] for row in custom.added} == ids
    assert all(row["email_address"].upper() == row["email_address_caps"] for row in addresses.added)


def test_a_slow_request_commits_a_stamp_of_the_past(crm: Crm) -> None:
    (people,) = crm.after(contacts.commit_contact_late, "contacts")

    late = sorted((NOW - after["date_modified"]).total_seconds() for _, after in people.changed)
    assert late == [4, 90, 400]


def test_a_long_import_is_older_than_any_usual_overlap(crm: Crm) -> None:
    (people,) = crm.after(contacts.import_contact_late, "contacts")

    assert {NOW - row["date_modified"] for row in people.added} == {timedelta(seconds=5_400)}


def test_a_backdated_save_loses_its_seconds(crm: Crm) -> None:
    (people,) = crm.after(contacts.backdate_contact, "contacts")

    assert all(
        after["date_modified"] <= before["date_modified"] for before, after in people.changed
    )
    assert {after["date_modified"].second for _, after in people.changed} == {0}


def test_geocoding_moves_no_stamp(crm: Crm) -> None:
    custom, accounts = crm.after(contacts.geocode_account, "accounts_cstm", "accounts")

    assert len(custom.changed) == 3
    assert accounts.changed == []


def test_links_change_without_their_records(crm: Crm) -> None:
    added, people, deals = crm.after(
        links.add_opportunity_contact, "opportunities_contacts", "contacts", "opportunities"
    )
    removed, _ = crm.after(links.remove_opportunity_contact, "opportunities_contacts", "contacts")

    assert len(added.added) == 3
    assert people.changed == deals.changed == []
    assert removed.columns == {"deleted", "date_modified"}
    assert {after["date_modified"] for _, after in removed.changed} == {NOW}


def test_relinking_makes_a_new_row(crm: Crm) -> None:
    (employments,) = crm.after(links.relink_account, "accounts_contacts")

    old = {(after["contact_id"], after["account_id"]) for _, after in employments.changed}
    new = {(row["contact_id"], row["account_id"]) for row in employments.added}
    assert old == new


def test_the_former_primary_address_keeps_its_stamp(crm: Crm) -> None:
    uses, people = crm.after(links.switch_primary_address, "email_addr_bean_rel", "contacts")

    assert uses.columns == {"primary_address"}
    assert {row["primary_address"] for row in uses.added} == {1}
    assert people.changed == []


@pytest.mark.parametrize(
    ("change", "table", "column"),
    [
        (links.drop_address, "email_addr_bean_rel", "deleted"),
        (links.opt_out_by_campaign, "email_addresses", "opt_out"),
        (links.withdraw_invitation, "calls_contacts", "deleted"),
        (removals.delete_email_unstamped, "emails", "deleted"),
    ],
)
def test_unstamped_changes_move_one_column(
    crm: Crm, change: Callable[[Desk, int], int], table: str, column: str
) -> None:
    (rows,) = crm.after(change, table)

    assert len(rows.changed) == 3
    assert rows.columns == {column}


def test_an_email_takes_its_text_along(crm: Crm) -> None:
    emails, texts = crm.after(removals.delete_email_unstamped, "emails", "emails_text")

    gone = {after["email_id"] for _, after in texts.changed}
    assert gone == {after["id"] for _, after in emails.changed}


def test_a_target_list_stamps_in_local_time(crm: Crm) -> None:
    (members,) = crm.after(links.empty_target_list, "prospect_lists_prospects")

    with crm.connection.cursor() as cursor:
        cursor.execute("select utc_timestamp(), @@time_zone")
        (utc, zone) = cursor.fetchone()  # type: ignore[misc]
    ahead = [after["date_modified"] - utc for _, after in members.changed]
    assert all(timedelta(minutes=59) <= each <= timedelta(minutes=61) for each in ahead)
    assert zone == "+00:00"


def test_a_stage_move_is_audited_twice(crm: Crm) -> None:
    deals, trail = crm.after(sales.move_stage, "opportunities", "opportunities_audit")

    stages = [row for row in trail.added if row["field_name"] == "sales_stage"]
    moved = {after["id"]: (before, after) for before, after in deals.changed}
    assert len(trail.added) == 6
    for row in stages:
        before, after = moved[row["parent_id"]]
        assert row["before_value_string"] == before["sales_stage"]
        assert row["after_value_string"] == after["sales_stage"]


def test_conversion_may_stop_before_the_stamp(crm: Crm) -> None:
    leads, people = crm.after(sales.convert_lead, "leads", "contacts")

    half = [pair for pair in leads.changed if pair[0]["date_modified"] == pair[1]["date_modified"]]
    assert {after["contact_id"] for _, after in leads.changed} == {
        row["id"] for row in people.added
    }
    assert len(half) == 1
    assert half[0][1]["converted"] == 1


def test_a_new_rate_moves_no_invoice(crm: Crm) -> None:
    currencies, bills = crm.after(invoices.change_currency_rate, "currencies", "aos_invoices")

    assert currencies.columns == {"conversion_rate", "date_modified"}
    assert bills.changed == []


def test_paying_is_not_audited_and_converts_again(crm: Crm) -> None:
    bills, trail = crm.after(invoices.pay_invoice, "aos_invoices", "aos_invoices_audit")

    assert {after["status"] for _, after in bills.changed} == {"Paid"}
    assert trail.added == []
    assert {"status", "date_modified"} <= bills.columns
    assert all(name.endswith("_usdollar") for name in bills.columns - {"status", "date_modified"})


def test_new_invoices_count_on_from_the_highest_number(crm: Crm) -> None:
    highest = max(row["number"] for row in crm.rows("aos_invoices").values())

    (bills,) = crm.after(invoices.create_invoice, "aos_invoices")

    assert sorted(row["number"] for row in bills.added) == [highest + 1, highest + 2, highest + 3]


def test_a_removed_line_no_longer_says_whose_it_was(crm: Crm) -> None:
    lines, bills, trail = crm.after(
        invoices.remove_invoice_line, "aos_products_quotes", "aos_invoices", "aos_invoices_audit"
    )

    assert {(after["deleted"], after["parent_id"]) for _, after in lines.changed} == {(1, "")}
    assert len(bills.changed) == 3
    for before, after in bills.changed:
        total = after["subtotal_amount"] + after["shipping_amount"] + after["tax_amount"]
        assert after["total_amount"] == total
        assert after["subtotal_amount"] == after["total_amt"] + after["discount_amount"]
        assert after["total_amt"] < before["total_amt"]
    assert {row["field_name"] for row in trail.added} == {"total_amt"}


def test_a_deleted_contact_stamps_its_links(crm: Crm) -> None:
    people, employments, uses = crm.after(
        removals.delete_contact, "contacts", "accounts_contacts", "email_addr_bean_rel"
    )

    assert people.columns == {"deleted", "date_modified"}
    marked = [*employments.changed, *uses.changed]
    assert {(after["deleted"], after["date_modified"]) for _, after in marked} == {(1, NOW)}
    assert marked


def test_a_restored_contact_comes_back_alone(crm: Crm) -> None:
    people, employments = crm.after(removals.undelete_contact, "contacts", "accounts_contacts")

    assert {after["deleted"] for _, after in people.changed} == {0}
    assert employments.changed == []


def test_a_deleted_account_leaves_its_cases_without_one(crm: Crm) -> None:
    accounts, cases = crm.after(removals.delete_account, "accounts", "cases")

    assert {after["deleted"] for _, after in accounts.changed} == {1}
    assert {after["account_id"] for _, after in cases.changed} <= {""}


def test_pruning_takes_marked_rows_and_their_custom_rows_for_good(crm: Crm) -> None:
    marked = {key for key, row in crm.rows("contacts").items() if row["deleted"]}

    people, custom = crm.after(removals.prune_database, "contacts", "contacts_cstm")

    assert {row["id"] for row in people.gone} == marked
    assert {row["id_c"] for row in custom.gone} <= marked
    assert people.added == people.changed == []


def test_a_day_has_every_change_and_the_same_seed_repeats_it(mariadb: Any) -> None:
    checksums = []
    for _ in range(2):
        with mariadb.connect(mariadb.fresh_database()) as connection:
            build_company(connection, 60, 1, lambda: BUILT_AT)
            done = mutate(connection, 5, lambda: NOW.replace(tzinfo=UTC))
            checksums.append(_checksums(connection))

    assert set(done) == {change.__name__ for change in changes()}
    assert len(done) > 25
    assert min(done.values()) > 0
    # Local time is the server's own clock: the one table whose stamps a seed can't fix.
    differing = {table for table in checksums[0] if checksums[0][table] != checksums[1][table]}
    assert differing <= {"prospect_lists_prospects"}


def _checksums(connection: Connection) -> dict[str, int]:
    tables = ", ".join(f"`{table}`" for table in load_contracts())
    with connection.cursor() as cursor:
        cursor.execute(f"checksum table {tables}")
        return {name.split(".")[1]: checksum for name, checksum in cursor.fetchall()}
