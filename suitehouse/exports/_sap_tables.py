"""What SAP's tables of customer accounts have in common: keys, days, and amounts as stored."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from suitehouse.exports._export_row import Row
from suitehouse.exports._item_rows import is_shortened
from suitehouse.ledger.item import ItemKind
from suitehouse.ledger.money import exponent, fits, is_open_amount
from suitehouse.tabular.columns import OPEN_MARK
from suitehouse.tabular.references import printed_id

_STORED_DECIMALS = 2
_YEAR_FIRST_DIGITS = 8
_BY_TYPE = {
    "RV": ItemKind.INVOICE,
    "DR": ItemKind.INVOICE,
    "DG": ItemKind.CREDIT_NOTE,
    "DZ": ItemKind.PAYMENT,
}


def padded(row: Row, name: str, width: int) -> str:
    """Return a key with the leading zeros it has in SAP, whoever stripped them.

    Raises:
        ExportError: The cell is empty, or a spreadsheet dropped its last digits.
    """
    key = row.text(name).upper()
    if not key:
        raise row.fault(name, "is empty")
    if is_shortened(key):
        raise row.fault(name, "was shortened by a spreadsheet")
    return key.zfill(width) if key.isdecimal() else key


def document_key(row: Row) -> str:
    """Return company code, fiscal year and document number, which together name one document."""
    company = padded(row, "company", 4)
    return f"{company}-{padded(row, 'year', 4)}-{padded(row, 'document', 10)}"


def invoice_of(row: Row) -> str:
    """Return the document number of the invoice that a posting refers to; empty without one."""
    return printed_id(padded(row, "invoice", 10)) if row.text("invoice").strip("0") else ""


def sap_day(row: Row, name: str) -> date | None:
    """Return a day written YYYYMMDD, or year first; nothing where SAP has none (zeros)."""
    cell = row.text(name)
    if not cell.strip("0"):
        return None
    if len(cell) == _YEAR_FIRST_DIGITS and cell.isdecimal():
        try:
            return date(int(cell[:4]), int(cell[4:6]), int(cell[6:]))
        except ValueError:
            raise row.fault(name, "is not a date") from None
    return row.day(name)


def stored_amount(row: Row, name: str, currency: str) -> Decimal:
    """Return an unsigned amount as SAP stores it, in the decimals its currency really has.

    Tables keep two decimals for every currency (TCURX): 12345 yen stand as 123.45, and 1.234
    dinars as 12.34.

    Raises:
        ExportError: The cell is no amount, is signed, leaves open what its mark means, or does not
            fit the currency.
    """
    stored = row.number(name)
    if is_open_amount(row.text(name), _STORED_DECIMALS):
        raise row.fault(name, OPEN_MARK)
    if stored < 0:
        raise row.fault(name, "is signed, although SAP's tables keep the sign in another column")
    amount = stored.scaleb(_STORED_DECIMALS - exponent(currency))
    if not fits(amount, currency):
        raise row.fault(name, "has more decimals than its currency")
    return amount


def kind_of(document_type: str, amount: Decimal) -> ItemKind:
    """Return what a posting is, by its document type and its sign on the customer's account.

    Billing documents of either sign are of one type; a negative one is a credit.
    """
    kind = _BY_TYPE.get(document_type.upper(), ItemKind.OTHER)
    return ItemKind.CREDIT_NOTE if kind is ItemKind.INVOICE and amount < 0 else kind


def received(kind: ItemKind, amount: Decimal) -> Decimal:
    """Return a posting as what we receive: a payment is a credit on the customer's account."""
    return -amount if kind is ItemKind.PAYMENT else amount
