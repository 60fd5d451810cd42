"""Books of a company with two ledgers: customers of the CRM, and what QuickBooks and Xero hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from books import CustomerLanding, Invoice, quickbooks

_XERO_HEADER = (
    "ContactName,InvoiceNumber,InvoiceDate,DueDate,Total,InvoiceAmountDue,Currency,Type,Status\n"
)


@dataclass(frozen=True, slots=True)
class Document:
    """A document of either ledger; the number is the one it prints."""

    number: str
    customer: str
    amount: str = "100.00"
    day: int = 10
    status: str = "open"

    @property
    def in_quickbooks(self) -> str:
        left = self.amount if self.status == "open" else "0.00"
        memo = "Voided" if self.status == "void" else ""
        amount = "0.00" if self.status == "void" else self.amount
        return f"03/{self.day}/2026,Invoice,{self.number},{self.customer},{memo},,{amount},{left}"

    @property
    def in_xero(self) -> str:
        left = self.amount if self.status == "open" else "0.00"
        return (
            f"{self.customer},{self.number},2026-03-{self.day},,{self.amount},{left},USD,"
            "Sales invoice,Awaiting Payment\n"
        )


def exports(*, qbo: Iterable[Document] = (), xero: Iterable[Document] = ()) -> dict[str, bytes]:
    """Return a file of each ledger that has documents."""
    rows = "".join(each.in_xero for each in xero)
    found = {"qbo.csv": [each.in_quickbooks for each in qbo]}
    files = {name: quickbooks(*listed) for name, listed in found.items() if listed}
    return files | ({"xero.csv": (_XERO_HEADER + rows).encode()} if rows else {})


def crm(customers: Mapping[str, Iterable[Invoice]], **types: str) -> CustomerLanding:
    """Return a CRM that bills each customer some invoices; an empty name is nobody.

    Args:
        customers: The invoices by customer.
        types: The type of an account, by its customer; else `Customer`.
    """
    landing = CustomerLanding()
    for name, invoices in customers.items():
        account = f"account-{name}"
        if name:
            landing.add_account(account, name, kind=types.get(name, "Customer"))
        for invoice in invoices:
            landing.fill("aos_invoices", [(*invoice.row, account if name else None, None)])
    return landing
