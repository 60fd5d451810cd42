"""Rows that a CRM allows, however odd: beside those of `landed`, never instead of them.

SuiteCRM has no foreign keys, its stamps may be NULL, an operation can stop half way, and a removed
line loses its invoice before it is marked deleted.
"""

from __future__ import annotations

from collections.abc import Mapping

from landed import NEW_YEAR, Row

LINE = {"parent_type": "AOS_Invoices", "currency_id": "-99"}
LINK = {"contact_id": "odd", "deleted": False}
ADDRESS = {"bean_id": "odd", "email_address_id": "a", "primary_address": True}
STAGE = {"field_name": "sales_stage", "before_value_string": "A", "after_value_string": "B"}

ODD: Mapping[str, tuple[Row, ...]] = {
    "accounts": ({"id": "odd"},),
    "contacts": ({"id": "odd"},),
    "leads": ({"id": "odd", "converted": True, "contact_id": "nobody"},),
    "prospects": ({"id": "odd", "lead_id": "nobody"},),
    "currencies": ({"id": "odd"}, {"id": "typed", "iso4217": "?"}),
    "accounts_contacts": (
        {**LINK, "id": "odd1", "account_id": "odd"},
        {**LINK, "id": "odd2", "account_id": "acme", "date_modified": NEW_YEAR},
        {**LINK, "id": "odd3", "account_id": ""},
    ),
    "email_addr_bean_rel": (
        {**ADDRESS, "id": "odd1", "bean_module": None},
        {**ADDRESS, "id": "odd2", "bean_module": "Contacts"},
        {
            **ADDRESS,
            "id": "odd3",
            "bean_module": "Contacts",
            "email_address_id": "b",
            "date_modified": NEW_YEAR,
        },
    ),
    "opportunities": (
        {"id": "odd", "probability": 150, "currency_id": "odd"},
        {"id": "odd_won", "sales_stage": "Closed Won", "currency_id": "nowhere"},
        {"id": "odd_made", "sales_stage": "B", "date_entered": NEW_YEAR},
    ),
    "opportunities_audit": (
        {**STAGE, "id": "odd", "parent_id": "odd_made"},
        {**STAGE, "id": "orphan", "parent_id": "nothing", "date_created": NEW_YEAR},
    ),
    "aos_invoices": (
        {"id": "odd", "number": 9},
        {"id": "typed", "number": 9, "currency_id": "typed", "status": "Lost", "total_amount": "1"},
    ),
    "aos_products_quotes": (
        {**LINE, "id": "half_removed", "parent_id": "", "product_total_price": "5"},
        {**LINE, "id": "orphan", "parent_id": "nothing", "currency_id": "odd"},
        {"id": "odd", "parent_type": "AOS_Invoices"},
    ),
    "calls": ({"id": "odd", "status": "Held"},),
}
