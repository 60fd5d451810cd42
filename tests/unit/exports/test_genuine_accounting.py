"""The published samples of accounting systems and shops, to counts and totals added up by hand.

They lie outside the repository, in the folder that SUITEHOUSE_TEST_SHARED names. A run without
them fails: these formats are proven by nothing else.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from accounting_files import codes, counts, read, refusal, totals
from genuine import SHARED

from suitehouse.ledger.export_file import ExportFile

EXPORTS = SHARED / "exports"
# File, format, lines by kind (item, detail, layout, total, footer), sums by currency.
SAMPLES = (
    ("own/qbo_invoice_list.csv", "quickbooks_invoice_list", (5, 0, 8, 1, 1), "1200.00 USD"),
    (
        "own/qbo_transaction_list_by_customer.csv",
        *("quickbooks_transaction_list", (4, 0, 10, 3, 1), "2450.00 USD"),
    ),
    (
        "own/xero_sales_invoices.csv",
        *("xero_sales_invoices", (4, 1, 1, 0, 0), "1165.00 GBP, 450.00 USD"),
    ),
    (
        "own/shopify_payment_transactions.csv",
        *("shopify_payment_transactions", (4, 0, 1, 0, 0), "2088.21 AED"),
    ),
    (
        "quickbooks/api_invoice.csv",
        *("quickbooks_api_invoice", (16, 0, 1, 0, 0), "629240.55 USD, 1000.00 EUR"),
    ),
    (
        "quickbooks/api_credit_memo.csv",
        *("quickbooks_api_credit_memo", (12, 0, 1, 0, 0), "-622440 USD"),
    ),
    (
        "quickbooks/api_payment.csv",
        *("quickbooks_api_payment", (12, 0, 1, 0, 0), "165553.72 USD, 1000 EUR"),
    ),
    (
        "quickbooks/api_payment_line.csv",
        *("quickbooks_api_payment_line", (12, 0, 1, 0, 0), "186592.27 USD"),
    ),
    ("quickbooks/api_customer.csv", "quickbooks_api_customer", (5, 0, 1, 0, 0), "0 USD"),
    (
        "xero/api_invoice.csv",
        *("xero_api_invoice", (601, 0, 1, 0, 0)),
        "-40350.09 CAD, 91375.01 GBP, 300225.32 USD",
    ),
    ("netsuite/api_transaction.csv", "netsuite_api_transaction", (4, 0, 1, 0, 0), "0 USD"),
    (
        "netsuite/api_transaction_line.csv",
        *("netsuite_api_transaction_line", (5, 0, 1, 0, 0), "0 USD"),
    ),
    ("sap/sap_bkpf.csv", "sap_document_headers", (3, 0, 1, 0, 0), "0 USD"),
    ("sap/sap_kna1.csv", "sap_customers", (3, 0, 1, 0, 0), "0 USD"),
    (
        "shopify/orders_export_sample.csv",
        *("shopify_orders", (127, 122, 1, 0, 0), "15063.00 USD"),
    ),
    ("shopify/orders_export_small.csv", "shopify_orders", (8, 1, 1, 0, 0), "995.00 USD"),
    (
        "shopify/api_order.csv",
        *("shopify_api_order", (8, 0, 1, 0, 0), "11.98 GBP, 615.03 USD"),
    ),
    ("shopify/api_transaction.csv", "shopify_api_transaction", (5, 0, 1, 0, 0), "1473.07 USD"),
    (
        "shopify/api_tender_transaction.csv",
        *("shopify_api_tender_transaction", (5, 0, 1, 0, 0), "16816.26 USD"),
    ),
)
FOLDERS = ("quickbooks", "xero", "netsuite", "sap", "shopify")


def _raw(name: str) -> bytes:
    path = EXPORTS / name
    if not path.exists():
        pytest.fail(f"no published sample {name}; set SUITEHOUSE_TEST_SHARED")
    return path.read_bytes()


def _file(name: str) -> ExportFile:
    return read(_raw(name))


def _sums(text: str) -> dict[str, Decimal]:
    pairs = (part.split(" ") for part in text.split(", "))
    return {currency: Decimal(amount) for amount, currency in pairs}


@pytest.mark.parametrize(
    ("name", "known", "lines", "sums"), SAMPLES, ids=[one[0] for one in SAMPLES]
)
def test_a_sample_is_read_to_the_last_line_and_amount(
    name: str, known: str, lines: tuple[int, ...], sums: str
) -> None:
    file = _file(name)

    assert (file.format, tuple(file.lines_by_kind.values())) == (known, lines)
    assert totals(file) == _sums(sums)
    assert file.is_sound


def test_no_published_sample_is_left_out() -> None:
    _raw(SAMPLES[0][0])
    found = {
        f"{folder}/{path.name}" for folder in FOLDERS for path in (EXPORTS / folder).glob("*.csv")
    }

    assert found - {sample[0] for sample in SAMPLES} == {"sap/sap_bsad_bck.csv"}


def test_the_sample_of_cleared_items_is_refused_since_its_cells_are_shifted() -> None:
    """Its sign, amount and currency stand under other columns, so no reading of it is safe."""
    error = refusal(_raw("sap/sap_bsad_bck.csv"))

    assert (error.line, error.column) == (2, "waers")


def test_reports_foot_in_their_totals() -> None:
    files = [_file("own/qbo_invoice_list.csv"), _file("own/qbo_transaction_list_by_customer.csv")]

    assert [file.facts.agrees_to_total for file in files] == [True, True]
    assert [codes(file) for file in files] == [[], []]


def test_xero_has_what_is_out_of_force_and_a_row_whose_tax_is_a_cent_off() -> None:
    file = _file("xero/api_invoice.csv")

    assert counts(item.kind for item in file.items) == {"other": 484, "invoice": 117}
    assert counts(item.set_aside for item in file.items) == {
        "": 592,
        "void": 8,
        "deleted_there": 1,
    }
    assert counts(item.status for item in file.items) == {"paid": 576, "open": 16, "void": 9}
    assert codes(file) == [("tax_does_not_add", 165)]


def test_quickbooks_has_deleted_invoices_and_one_number_twice() -> None:
    items = _file("quickbooks/api_invoice.csv").items

    assert counts(item.set_aside for item in items) == {"": 5, "deleted_there": 11}
    assert [item.source_id for item in items if item.references == ("2021011355",)] == [
        "40113",
        "40114",
    ]


def test_netsuite_has_a_row_that_another_replaced() -> None:
    items = _file("netsuite/api_transaction.csv").items

    assert counts(item.set_aside for item in items) == {"no_amount": 3, "replaced": 1}


def test_shopify_has_refunds_and_a_change_to_summer_time() -> None:
    small = _file("shopify/orders_export_small.csv")

    assert [item.at and item.at.isoformat()[11:16] for item in small.items][-3:] == [
        "13:00",
        "16:00",
        "15:10",
    ]
    assert codes(small) == [("refunds_in_a_column", None)]


def test_every_row_with_an_id_of_its_own_has_it_to_itself() -> None:
    for sample in SAMPLES:
        owned = [
            item.source_id
            for item in _file(sample[0]).items
            if item.has_own_id and item.set_aside != "replaced"
        ]
        assert len(set(owned)) == len(owned), Path(sample[0])
