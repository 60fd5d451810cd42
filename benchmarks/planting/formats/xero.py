"""Xero's sales invoices export: 44 columns, a row for each line of a document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from decimal import Decimal

from benchmarks.planting.draw import Month
from benchmarks.planting.formats._sheet import Sheet, Written
from benchmarks.planting.rows import Document, cut

_HEADER = (
    "ContactName", "EmailAddress",
    "POAddressLine1", "POAddressLine2", "POAddressLine3", "POAddressLine4",
    "POCity", "PORegion", "POPostalCode", "POCountry",
    "SAAddressLine1", "SAAddressLine2", "SAAddressLine3", "SAAddressLine4",
    "SACity", "SARegion", "SAPostalCode", "SACountry",
    "InvoiceNumber", "Reference", "InvoiceDate", "DueDate", "PlannedDate",
    "Total", "TaxTotal", "InvoiceAmountPaid", "InvoiceAmountDue",
    "InventoryItemCode", "Description", "Quantity", "UnitAmount", "Discount", "LineAmount",
    "AccountCode", "TaxType", "TaxAmount",
    "TrackingName1", "TrackingOption1", "TrackingName2", "TrackingOption2",
    "Currency", "Type", "Sent", "Status",
)  # fmt: skip
_TYPES = {
    "Invoice": "Sales invoice",
    "Credit Memo": "Sales credit note",
    "Overpayment": "Sales overpayment",
}


def write(rows: Sequence[Document], month: Month) -> Written:  # noqa: ARG001 - the file names none
    """Return the export; every other document has two lines."""
    sheet = Sheet()
    sheet.add(_HEADER)
    for row in rows:
        for place, line in enumerate(_lines(row)):
            sheet.add([line.get(name, "") for name in _HEADER], "" if place else row.key)
    return sheet.written()


def _lines(row: Document) -> Iterator[dict[str, str]]:
    """Yield the lines of a document: of two, the first has a third of the amount.

    Only a number says that two lines are of one document.
    """
    sign = -1 if row.kind == "Credit Memo" else 1
    net, tax = sign * (row.amount - row.tax), sign * row.tax
    first = (cut(net / 3, row.currency), cut(tax / 3, row.currency))
    is_split = bool(row.number) and row.on.day % 2 == 1
    parts = [first, (net - first[0], tax - first[1])] if is_split else [(net, tax)]
    for amount, tax_amount in parts:
        yield {
            **_head(row, sign),
            "Description": row.memo or "Work as agreed",
            "Quantity": "1.0000",
            "UnitAmount": str(amount),
            "LineAmount": str(amount),
            "AccountCode": "200",
            "TaxType": "20% (VAT on Income)" if tax else "Zero Rated",
            "TaxAmount": str(tax_amount),
        }


def _head(row: Document, sign: int) -> dict[str, str]:
    due = row.on + timedelta(days=30)
    return {
        "ContactName": row.party,
        "InvoiceNumber": row.number,
        "Reference": row.reference,
        "InvoiceDate": f"{row.on:%d/%m/%Y}",
        "DueDate": f"{due:%d/%m/%Y}" if row.kind == "Invoice" else "",
        "Total": str(sign * row.amount),
        "TaxTotal": str(sign * row.tax),
        "InvoiceAmountPaid": str(sign * (row.amount - row.open_amount)),
        "InvoiceAmountDue": str(sign * row.open_amount),
        "Currency": row.currency,
        "Type": _TYPES[row.kind],
        "Sent": "Sent",
        "Status": row.xero_status or _status(row.open_amount),
    }


def _status(open_amount: Decimal) -> str:
    return "Awaiting Payment" if open_amount else "Paid"
