"""Every table has an area in which a person would look for it."""

from __future__ import annotations

import pytest

from suitehouse.contracts.area import area
from suitehouse.contracts.model import load_contracts


@pytest.mark.parametrize(
    ("table", "wanted"),
    [
        ("contacts", "crm_core"),
        ("contacts_cstm", "crm_core"),
        ("email_addresses", "crm_core"),
        ("emails", "activities"),
        ("email_marketing", "marketing"),
        ("aos_invoices", "sales"),
        ("accounts_audit", "audit"),
        ("accounts_contacts", "relationships"),
        ("cases", "service"),
    ],
)
def test_a_table_is_where_people_look_for_it(table: str, wanted: str):
    assert area(load_contracts()[table]) == wanted


def test_no_table_of_suitecrm_is_left_over():
    assert [t for t, contract in load_contracts().items() if area(contract) == "other"] == []
