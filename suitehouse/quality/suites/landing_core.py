"""Landing tables that finance and sales stand on: keys, bookkeeping columns, and masked columns.

A suite that is not met keeps a build from analysts, so it expects only what capture and SuiteCRM's
own schema promise: columns that may be NULL in the CRM may be NULL here.
"""

from __future__ import annotations

from suitehouse.quality.expectations import (
    Expectation,
    Suite,
    TableExpectations,
    is_filled,
    is_key,
    is_token,
)


def _landed(table: str, *expectations: Expectation) -> TableExpectations:
    common = (*is_key("id"), is_filled("_digest"), is_filled("_loaded_at"), is_filled("_run_id"))
    return TableExpectations("landing", table, (*common, *expectations), live=True)


landing_core = Suite(
    "landing_core",
    (
        _landed("accounts", is_token("phone_office", "phone")),
        _landed("contacts", is_token("first_name", "name"), is_token("last_name", "name")),
        _landed("leads", is_token("first_name", "name"), is_token("last_name", "name")),
        _landed("prospects", is_token("first_name", "name"), is_token("last_name", "name")),
        _landed("users", is_token("last_name", "name")),
        _landed(
            "email_addresses",
            is_token("email_address", "email"),
            is_token("email_address_caps", "email"),
        ),
        _landed("opportunities", is_token("name", "text")),
        _landed("aos_invoices", is_filled("number"), is_token("name", "text")),
        _landed("aos_products_quotes"),
        _landed("currencies"),
    ),
)
