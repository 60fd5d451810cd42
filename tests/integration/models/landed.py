"""A small company in landing, written by hand: every rule of the marts has a row here.

Rows name only what matters; every other column is NULL. Keys are short words, so that an expected
mart row reads by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

from suitehouse.contracts.model import TableContract, load_contracts

BOOKKEEPING = {
    "_loaded_at": "TIMESTAMP",
    "_run_id": "VARCHAR",
    "_digest": "BIGINT",
    "_removed_at": "TIMESTAMP",
    "_removed_reason": "VARCHAR",
}
NEW_YEAR = "2026-01-01 00:00:00"
ANN = "email:1f3a9c02:" + "a" * 32 + "@example.com"
BOB = "email:1f3a9c02:" + "b" * 32 + "@example.com"

Row = Mapping[str, Any]


def _stage_change(key: str, opportunity: str, at: str, before: str, after: str) -> Row:
    return {
        "id": key,
        "parent_id": opportunity,
        "date_created": f"2026-01-{at}",
        "field_name": "sales_stage",
        "before_value_string": before,
        "after_value_string": after,
    }


def _invoice(key: str, number: int, **fields: Any) -> Row:
    return {
        "id": key,
        "number": number,
        "billing_account_id": "acme",
        "currency_id": "-99",
        "total_amount": "100",
        "total_amount_usdollar": "100",
        "date_entered": NEW_YEAR,
        **fields,
    }


def _line(key: str, invoice: str, **fields: Any) -> Row:
    return {
        "id": key,
        "parent_type": "AOS_Invoices",
        "parent_id": invoice,
        "currency_id": "-99",
        "name": "Work",
        **fields,
    }


def _opportunity(key: str, stage: str, **fields: Any) -> Row:
    return {
        "id": key,
        "sales_stage": stage,
        "currency_id": "-99",
        "date_entered": NEW_YEAR,
        "date_modified": NEW_YEAR,
        **fields,
    }


def _email(module: str, record: str, address: str, **fields: Any) -> Row:
    return {
        "id": f"{record}-{address}",
        "bean_module": module,
        "bean_id": record,
        "email_address_id": address,
        "primary_address": True,
        "date_modified": NEW_YEAR,
        **fields,
    }


COMPANY: Mapping[str, tuple[Row, ...]] = {
    "accounts": (
        {"id": "acme", "name": "Acme", "account_type": "Customer", "industry": "", "deleted": None},
        {"id": "idle", "name": "Idle", "deleted": False},
        {"id": "gone", "name": "Gone", "deleted": True},
        {"id": "pruned", "name": "Pruned", "deleted": False, "_removed_at": NEW_YEAR},
    ),
    "contacts": (
        {"id": "ann", "date_entered": "2026-01-05 00:00:00", "lawful_basis": '["consent"]'},
        {"id": "twin", "date_entered": "2026-01-06 00:00:00", "do_not_call": True},
        {"id": "left", "deleted": True},
    ),
    "leads": (
        {
            "id": "ann_lead",
            "date_entered": "2026-01-02 00:00:00",
            "converted": True,
            "contact_id": "ann",
        },
        {"id": "orphan_lead", "date_entered": NEW_YEAR, "converted": True, "contact_id": "left"},
        {"id": "cold_lead", "date_entered": NEW_YEAR, "account_id": "idle"},
    ),
    "prospects": (
        {"id": "ann_target", "date_entered": NEW_YEAR, "lead_id": "ann_lead", "tracker_key": 1},
        {"id": "stranger", "date_entered": NEW_YEAR, "tracker_key": 2},
    ),
    "accounts_contacts": (
        {"id": "1", "contact_id": "ann", "account_id": "idle", "date_modified": NEW_YEAR},
        {
            "id": "2",
            "contact_id": "ann",
            "account_id": "acme",
            "date_modified": "2026-01-02 00:00:00",
        },
        {
            "id": "3",
            "contact_id": "ann",
            "account_id": "idle",
            "date_modified": "2026-01-09 00:00:00",
            "deleted": True,
        },
    ),
    "email_addresses": (
        {"id": "a", "email_address": ANN, "opt_out": True},
        {"id": "b", "email_address": BOB, "invalid_email": True},
    ),
    "email_addr_bean_rel": (
        _email("Contacts", "ann", "a"),
        _email("Contacts", "twin", "a"),
        _email("Contacts", "twin", "b", primary_address=False, date_modified="2026-01-02 00:00:00"),
        _email("Leads", "cold_lead", "b"),
        _email("Accounts", "acme", "b"),
    ),
    "currencies": ({"id": "usd", "iso4217": "USD", "conversion_rate": 1.25},),
    "opportunities": (
        _opportunity("steady", "Qualification", amount="50", amount_usdollar="50"),
        _opportunity("won", "Closed Won", amount="100", amount_usdollar="80", currency_id="usd"),
        _opportunity(
            "silent", "Closed Lost", amount_usdollar="5", date_modified="2026-01-20 00:00:00"
        ),
        _opportunity("quick", "Negotiation/Review", amount="0.10", currency_id=""),
        _opportunity("gone", "Closed Won", amount="999", amount_usdollar="999", deleted=True),
    ),
    "accounts_opportunities": (
        {"id": "1", "opportunity_id": "steady", "account_id": "acme"},
        {"id": "2", "opportunity_id": "won", "account_id": "acme"},
    ),
    "opportunities_audit": (
        _stage_change("1", "won", "03 08:00:00", "Prospecting", "Id. Decision Makers"),
        _stage_change("2", "won", "10 08:00:00", "Id. Decision Makers", "Closed Won"),
        # The stage of this one was then written past the audit trail.
        _stage_change("3", "silent", "04 08:00:00", "Prospecting", "Qualification"),
        # Three changes in one second, in no order, and one that changed nothing.
        _stage_change("7", "quick", "05 08:00:00", "Qualification", "Needs Analysis"),
        _stage_change("5", "quick", "05 08:00:00", "Needs Analysis", "Negotiation/Review"),
        _stage_change("6", "quick", "05 08:00:00", "Prospecting", "Qualification"),
        _stage_change("8", "quick", "06 08:00:00", "Negotiation/Review", "Negotiation/Review"),
        {
            "id": "9",
            "parent_id": "steady",
            "date_created": NEW_YEAR,
            "field_name": "amount",
            "before_value_string": "1",
            "after_value_string": "2",
        },
    ),
    "aos_invoices": (
        _invoice(
            "cents",
            1,
            status="Paid",
            subtotal_amount="90.05",
            tax_amount="11",
            shipping_tax_amt="1",
            invoice_date="2026-01-08",
        ),
        _invoice(
            "dollars",
            2,
            status=None,
            currency_id="usd",
            total_amount_usdollar="80",
            subtotal_amount="100.06",
        ),
        _invoice("twin", 1, status="Unpaid", billing_account_id="idle"),
        _invoice("void", 3, status="Cancelled", total_amount="7", total_amount_usdollar=None),
        _invoice("gone", 3, deleted=True),
    ),
    "aos_products_quotes": (
        _line(
            "product",
            "cents",
            product_id="p1",
            product_qty="2",
            product_total_price="60",
            vat_amt="10",
            vat="20.0",
        ),
        _line("service", "cents", product_id="0", product_total_price="30", vat="0.0"),
        _line(
            "dollar_line",
            "dollars",
            product_id="p1",
            currency_id="usd",
            product_total_price="100",
            product_total_price_usdollar="80",
        ),
        _line("quoted", "cents", parent_type="AOS_Quotes"),
        _line("undone", "cents", product_total_price="1", deleted=True),
    ),
    "calls": (
        {
            "id": "held",
            "status": "Held",
            "date_start": "2026-01-12 09:00:00",
            "parent_type": "Contacts",
            "parent_id": "ann",
        },
        {
            "id": "planned",
            "status": "Planned",
            "date_start": "2026-01-30 09:00:00",
            "parent_type": "Accounts",
            "parent_id": "acme",
        },
    ),
    "notes": (
        {
            "id": "n1",
            "date_entered": "2026-01-11 09:00:00",
            "parent_type": "Opportunities",
            "parent_id": "won",
        },
    ),
}


def land(path: Path, rows: Mapping[str, tuple[Row, ...]] = COMPANY) -> None:
    """Write a warehouse with these rows; like a CRM without surveys, it lacks their tables."""
    contracts = load_contracts()
    captured = {table: each for table, each in contracts.items() if not table.startswith("survey")}
    with duckdb.connect(str(path)) as database:
        database.execute("create schema landing")
        for table, contract in captured.items():
            database.execute(_create(contract))
            for row in rows.get(table, ()):
                insert(database, table, row)


def insert(database: duckdb.DuckDBPyConnection, table: str, row: Row) -> None:
    """Add one landed row."""
    full = {"_loaded_at": NEW_YEAR, "_run_id": "run", "_digest": 1, **row}
    names = ", ".join(f'"{name}"' for name in full)
    marks = ", ".join("?" for _ in full)
    database.execute(f'insert into landing."{table}" ({names}) values ({marks})', [*full.values()])


def _create(contract: TableContract) -> str:
    columns = {column.name: column.landing_type for column in contract.landed} | BOOKKEEPING
    body = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
    return f'create table landing."{contract.table}" ({body})'
