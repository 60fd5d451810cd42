"""A situation: what is planted on one invoice, and what of the invoice it decides.

Two situations can hold at once where neither decides what the other decides or stands on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from benchmarks.planting.case import Case
from benchmarks.planting.rows import ErpSystem, Processor


class Aspect(StrEnum):
    """Something of an invoice or its partners, in words that end `both decide ...`."""

    CRM_STATUS = "the status in the CRM"
    CURRENCY = "the currency of all rows"
    CENTS = "that there are cents"
    ERP_ROW = "whether the ERP has the document"
    ERP_PAIR = "whether invoice and document can be paired"
    ERP_NUMBER = "the number on the document"
    ERP_AMOUNT = "the document's amount, which differs in one way only"
    ERP_CURRENCY = "the document's currency: amounts in two currencies cannot be compared"
    ERP_DATE = "the document's day"
    ERP_OPEN = "how much of the document is open"
    ERP_CUSTOMER = "the document's customer"
    ERP_COUNT = "how many such documents there are"
    PAY_PAIR = "whether invoice and charge can be paired"
    PAY_NUMBER = "the number on the charge"
    PAY_AMOUNT = "the charge's amount, which differs in one way only"
    PAY_TAKEN = "that money was taken, which alone can be given back"
    PAY_NET = "the charge's net"
    PAY_COUNT = "how many such charges there are"
    PAY_REFUNDS = "how much of the charge was given back"
    PAY_REST = "what is left of the charge to be disputed"


ERP_AMOUNTS: Final = frozenset({Aspect.ERP_AMOUNT, Aspect.ERP_CURRENCY})
ERP_PAIRED: Final = frozenset({Aspect.ERP_ROW, Aspect.ERP_PAIR})
PAID: Final = frozenset({Aspect.PAY_PAIR})


def as_it_is(case: Case) -> None:
    """Plant nothing: the case is right, and special in its currency or its systems."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What is planted.

    Attributes:
        means: What a controller would call it.
        kinds: The kinds of breaks it brings; none where the rows still agree or are left out.
        plant: Plants it on a case that is right so far, or as far as others have left it.
        decides: What of the case no other situation may touch.
        needs: What has to be as in a case that is right.
        erp: The ERPs whose format can express it.
        processors: The processors whose format can express it.
        is_late: It is made of what others have made of the rows.
        is_alone: It stands for itself and is never combined.
        currency: What the invoice is in; any where empty.
    """

    means: str
    kinds: tuple[str, ...]
    plant: Callable[[Case], None]
    decides: frozenset[Aspect] = frozenset()
    needs: frozenset[Aspect] = frozenset()
    erp: tuple[ErpSystem, ...] = ("QuickBooks", "Xero")
    processors: tuple[Processor, ...] = ("Stripe", "PayPal")
    currency: str = ""
    is_late: bool = False
    is_alone: bool = False
