"""A file of any number of rows of each text format, made of its sample."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bad_inputs import SAMPLES, sample_of
from export_samples import CANARY

from suitehouse.ledger.export_file import RowKind

# What is repeated, from the line that starts so to the one before that starts so; where nothing is
# said, the rows of items and their details.
_PARTS = {
    "bank_camt053": ("<Ntry>", "</Ntry>"),
    "bank_mt940": (":61:", ":62F:"),
    "bank_ofx": ("<STMTTRN>", "</STMTTRN>"),
    "quickbooks_invoices_payments": (f'"{CANARY}"', "TOTAL"),
    "quickbooks_open_invoices": (f'"{CANARY}"', "TOTAL"),
    "quickbooks_sales_detail": (f'"{CANARY}"', "TOTAL"),
    "quickbooks_transaction_list": (f'"{CANARY}"', "TOTAL"),
    "sap_fbl5n": ("Customer", ""),
}
_DIGITS = 6
# What is another in each row besides what people type.
_IDS = {
    "adyen_settlement_detail": "8815000000000001",
    "braintree_transactions": "bt1",
    "netsuite_api_transaction": "5914",
    "netsuite_api_transaction_line": "1471",
    "netsuite_saved_search": "77,",
    "paypal_activity": "0AA1",
    "paypal_settlement": "0AA1",
    "paypal_transaction_detail": "0AA1",
    "sap_customer_items": "0018000001",
    "sap_document_headers": "0200001076",
    "shopify_api_order": "2674098602081",
    "shopify_api_transaction": "2667417567303",
    "shopify_orders": "#1001",
    "square_transactions": "TXA1",
    "stripe_balance_transactions": "txn_1",
    "stripe_charges": "ch_1",
    "stripe_disputes": "du_1",
    "stripe_payments": "ch_1",
    "stripe_payout_reconciliation": "txn_1",
    "stripe_payouts": "po_1",
    "stripe_refunds": "re_1",
    "twilio_calls": "CA00000000000000000000000000000001",
    "xero_api_invoice": "91aaab47",
    "xero_sales_invoices": "INV-1",
}


def long_file(name: str, times: int) -> bytes:
    """Return the sample of a format with its rows that many times, none of them like another."""
    if name == "bank_csv_running_balance":
        return b"".join(_movements(times))
    above, rows, below = _cut(name)
    another = _renamed(rows, _IDS.get(name, ""))
    return (above + "".join(map(another, range(1, times + 1))) + below).encode()


def _movements(times: int) -> Iterator[bytes]:
    for number in range(times):
        yield f"15-03-2026;{CANARY} {number};16-03-2026;1,00;{100 + number},00\n".encode()


def _cut(name: str) -> tuple[str, str, str]:
    text = SAMPLES[name].decode()
    start, end = _places(name, text)
    return text[:start], text[start:end], text[end:]


def _places(name: str, text: str) -> tuple[int, int]:
    if name in _PARTS:
        first, behind = _PARTS[name]
        start = text.index(first)
        end = text.index(behind, start) if behind else len(text)
        return start, end + (len(behind) if behind.startswith("</") else 0)
    used = [row for row in sample_of(name).good.rows if row.kind in {RowKind.ITEM, RowKind.DETAIL}]
    lines = text.splitlines(keepends=True)
    start = sum(map(len, lines[: used[0].first_line - 1]))
    return start, sum(map(len, lines[: used[-1].last_line]))


def _renamed(rows: str, own_id: str) -> Callable[[int], str]:
    def another(number: int) -> str:
        unlike = rows.replace(CANARY, f"{CANARY[:8]}{number:0{_DIGITS}d}")
        return unlike.replace(own_id, _numbered(own_id, number)) if own_id else unlike

    return another


def _numbered(own_id: str, number: int) -> str:
    """An id with a number before its last character, in place of digits where it is a long one."""
    kept, last = own_id[:-1], own_id[-1]
    short = kept[:-_DIGITS] if len(kept) > _DIGITS else kept
    return f"{short}{number:0{_DIGITS}d}{last}"
