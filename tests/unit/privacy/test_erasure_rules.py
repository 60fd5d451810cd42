"""What an erasure empties follows from each contract's classes."""

from __future__ import annotations

import pytest

from suitehouse.contracts.model import load_contracts
from suitehouse.privacy.erasure_rules import erasure_rules, is_person_table

RULES = erasure_rules(load_contracts())
MONEY_AND_STATE = {"number", "total_amount", "tax_amount", "currency_id", "invoice_date", "status"}


def test_tables_of_people_are_those_with_a_surname():
    people = {name for name, contract in load_contracts().items() if is_person_table(contract)}

    assert people == {"contacts", "leads", "prospects", "users"}


@pytest.mark.parametrize("table", sorted(RULES))
def test_keys_and_deletion_flags_stay(table: str):
    contract, rules = load_contracts()[table], RULES[table]
    emptied = {*rules.own_columns, *rules.personal_columns, *rules.pointers}

    assert emptied.isdisjoint({*contract.key, "deleted"})
    assert emptied <= {column.name for column in contract.landed}


def test_an_invoice_keeps_amount_number_and_state():
    rules = RULES["aos_invoices"]
    lost = {*rules.personal_columns, *rules.about}

    assert lost.isdisjoint(MONEY_AND_STATE)
    assert {"name", "billing_address_city", "shipping_address_country"} <= lost
    assert rules.about == ("billing_contact_id",)


def test_a_person_who_reports_to_somebody_is_not_theirs():
    rules = RULES["contacts"]

    assert rules.about == ()
    assert "reports_to_id" in rules.pointers


def test_staff_columns_make_a_row_nobodys():
    for rules in RULES.values():
        assert {"created_by", "modified_user_id", "assigned_user_id"}.isdisjoint(rules.about)


def test_audit_rows_and_custom_fields_belong_to_their_record():
    audit, custom = RULES["contacts_audit"], RULES["contacts_cstm"]

    assert ("parent_id", "contacts") in audit.owners
    assert ("id_c", "contacts") in custom.owners
    assert {"first_name", "phone_mobile"} <= set(audit.audit_fields)
    assert "lead_source" not in audit.audit_fields


def test_links_are_cut_and_keep_the_rest():
    rules = RULES["calls_contacts"]

    assert (rules.personal_columns, rules.about) == ((), ())
    assert rules.pointers == ("contact_id",)
