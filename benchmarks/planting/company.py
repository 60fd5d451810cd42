"""A company's month with known breaks: every situation once, and a share of the pairs of them."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from benchmarks.planting.case import Case, sound_case
from benchmarks.planting.draw import Draw, Month
from benchmarks.planting.formats import (
    paypal_activity,
    paypal_settlement,
    quickbooks,
    stripe,
    xero,
)
from benchmarks.planting.formats._sheet import Written
from benchmarks.planting.pairs import possible_pairs, situations
from benchmarks.planting.rows import CrmInvoice, Document, Movement
from benchmarks.planting.truth import Truth

Row = TypeVar("Row", Document, Movement)
PAIRS_IN_A_MONTH = 40
JOINT = "+"


@dataclass(slots=True)
class PlantedMonth:
    """All rows of a month, in no order, and what is true of them.

    Attributes:
        redelivered: Rows that stand in a second file of their system as well.
        situation_of: {row's key: what was planted on its invoice}.
    """

    month: Month
    paypal: Callable[[Sequence[Movement], Month], Written]
    invoices: list[CrmInvoice] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    movements: list[Movement] = field(default_factory=list)
    redelivered: list[Document | Movement] = field(default_factory=list)
    truth: Truth = field(default_factory=Truth)
    situation_of: dict[str, str] = field(default_factory=dict)

    def add(self, case: Case) -> None:
        """Take in a settled case."""
        self.invoices += case.invoices
        self.documents += case.documents
        self.movements += case.movements
        self.redelivered += case.redelivered
        self.truth.extend(case.truth)
        keys = {row.key for row in case.invoices} | {row.key for row in case.documents}
        keys |= {row.key for row in case.movements}
        self.situation_of |= dict.fromkeys(keys, case.name)

    def files(self, shuffle: random.Random | None = None) -> Mapping[str, Written]:
        """Return {file name: file}; rows stand in the order of their days, or shuffled."""
        again = self.redelivered
        documents, movements = _ordered(self.documents, shuffle), _ordered(self.movements, shuffle)
        later_documents = [row for row in again if isinstance(row, Document)]
        later_movements = [row for row in again if isinstance(row, Movement)]
        found = {**self._erp("", documents), **self._processors("", movements)}
        found |= self._erp("_again", later_documents)
        return found | self._processors("_again", later_movements)

    def _erp(self, suffix: str, rows: Sequence[Document]) -> dict[str, Written]:
        books, other = (
            [row for row in rows if row.system == system] for system in ("QuickBooks", "Xero")
        )
        files = {}
        if books:
            days_later = 2 if suffix else 1
            files[f"quickbooks{suffix}.csv"] = quickbooks.write(
                books, self.month, days_later=days_later
            )
        if other:
            files[f"xero{suffix}.csv"] = xero.write(other, self.month)
        return files

    def _processors(self, suffix: str, rows: Sequence[Movement]) -> dict[str, Written]:
        card, wallet = (
            [row for row in rows if row.system == system] for system in ("Stripe", "PayPal")
        )
        files = {}
        if card:
            files[f"stripe{suffix}.csv"] = stripe.write(card, self.month)
        if wallet:
            files[f"paypal{suffix}.csv"] = self.paypal(wallet, self.month)
        return files


def planted_month(seed: int) -> PlantedMonth:
    """Return the month of a seed: the same for the same seed."""
    draw = Draw(random.Random(seed))
    paypal = draw.of((paypal_activity.write, paypal_settlement.write))
    found = PlantedMonth(draw.month, paypal)
    for names in (*((name,) for name in situations()), *_share(seed)):
        found.add(_case(names, draw))
    return found


def _share(seed: int) -> list[tuple[str, ...]]:
    """The pairs of a seed; as many seeds as it takes go through all of them."""
    pairs = possible_pairs()
    start = seed * PAIRS_IN_A_MONTH
    return [pairs[(start + at) % len(pairs)] for at in range(PAIRS_IN_A_MONTH)]


def _case(names: Sequence[str], draw: Draw) -> Case:
    chosen = sorted((situations()[name] for name in names), key=lambda one: one.is_late)
    erp = [each for each in chosen[0].erp if each in chosen[-1].erp]
    takers = [each for each in chosen[0].processors if each in chosen[-1].processors]
    currency = next((one.currency for one in chosen if one.currency), "")
    name = JOINT.join(names)
    case = sound_case(name, draw, draw.of(erp), draw.of(takers), currency)
    for one in chosen:
        one.plant(case)
    case.settle()
    return case


def _ordered(rows: Sequence[Row], shuffle: random.Random | None) -> list[Row]:
    if shuffle is not None:
        return shuffle.sample(rows, len(rows))
    return sorted(rows, key=_day_of)


def _day_of(row: Document | Movement) -> tuple[str, str]:
    if isinstance(row, Document):
        return row.on.isoformat(), row.number
    return row.at.isoformat(), row.id
