"""Choosing invoices for planted breaks: each bears one at most, so that none hides another."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from suitehouse.demo.books.invoices import CrmInvoice, PlantedBreak


class Candidates:
    """Deals out invoices in a seeded order and keeps the list of what was planted on them."""

    def __init__(self, invoices: Sequence[CrmInvoice], reconciliation: str, seed: int) -> None:
        """Shuffle the invoices; those that share their number are left alone."""
        usable = [invoice for invoice in invoices if not invoice.shares_number]
        order = np.random.default_rng([seed, len(reconciliation)]).permutation(len(usable))
        self._waiting = [usable[place] for place in order]
        self._reconciliation = reconciliation
        self.planted: list[PlantedBreak] = []

    def take(
        self, count: int, suits: Callable[[CrmInvoice], bool] = lambda _: True
    ) -> Iterator[CrmInvoice]:
        """Yield up to that many invoices that suit and have not been taken yet."""
        chosen = [invoice for invoice in self._waiting if suits(invoice)][:count]
        self._waiting = [invoice for invoice in self._waiting if invoice not in chosen]
        yield from chosen

    def note(self, kind: str, reference: str) -> None:
        """Remember a planted break."""
        self.planted.append(PlantedBreak(self._reconciliation, kind, reference))


def is_paid(invoice: CrmInvoice) -> bool:
    """Whether the CRM says that it is paid."""
    return invoice.status == "Paid"


def is_unpaid(invoice: CrmInvoice) -> bool:
    """Whether the CRM says that it is not paid."""
    return invoice.status == "Unpaid"


def is_cancelled(invoice: CrmInvoice) -> bool:
    """Whether it does not count."""
    return invoice.status == "Cancelled"
