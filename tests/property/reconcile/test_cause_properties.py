"""Causes for any figures: parts add to the difference, whatever the order they came in."""

from __future__ import annotations

import random
import tempfile
from decimal import Decimal
from pathlib import Path

from books import PROCESSOR, Invoice, charge, only, reconciled, stripe
from hypothesis import example, given, settings
from hypothesis import strategies as st

from suitehouse.ledger.money import Money
from suitehouse.reconcile.causes import Figures, Limits, decompose
from suitehouse.reconcile.outcome import BreakKind
from suitehouse.settings import ReconcilePolicy

CENTS = st.integers(-30_000, 30_000).map(lambda cents: Decimal(cents).scaleb(-2))
# Few values, so that taxes and fees often fit the difference.
SMALL = st.sampled_from(["0", "0.01", "0.05", "3.20", "19", "100", "-19"]).map(Decimal)
PRINTED = st.none() | SMALL | CENTS
LIMITS = st.builds(
    Limits,
    st.sampled_from(["0", "0.05"]).map(Decimal),
    st.sampled_from(["0", "0.01", "0.5"]).map(Decimal),
    st.sampled_from([BreakKind.AMOUNT_MISMATCH, BreakKind.PARTIAL_PAYMENT]),
    st.sampled_from([BreakKind.AMOUNT_MISMATCH, BreakKind.OVERPAYMENT]),
)
MONEY = st.builds(Money, SMALL | CENTS, st.just("EUR"))
CHARGED = st.none() | st.builds(Money, CENTS, st.just("USD"))


FIGURES = st.builds(Figures, MONEY, MONEY, PRINTED, PRINTED, PRINTED, CHARGED)
EQUAL_TOTALS = Figures(
    Money(Decimal(119), "EUR"), Money(Decimal(119), "EUR"), Decimal(19), Decimal(7)
)


@settings(max_examples=400, deadline=None)
@given(FIGURES, LIMITS)
@example(EQUAL_TOTALS, Limits(Decimal("0.05"), Decimal("0.01")))
def test_parts_add_to_the_difference_and_none_is_empty(figures: Figures, limits: Limits) -> None:
    parts = decompose(figures, limits)

    gap = figures.theirs.amount - figures.ours.amount
    assert sum((part.amount for part in parts), Decimal(0)) == gap
    assert all(part.amount for part in parts)
    rounded = [part.amount for part in parts if part.reason.kind is BreakKind.ROUNDING]
    assert all(abs(amount) <= limits.rounding for amount in rounded)


RATES = "date,from,to,rate,source\n2026-03-12,EUR,USD,1.19,ECB\n"
INVOICES = st.lists(
    st.builds(
        lambda number, amount, tax, currency: Invoice(
            number, amount, status="Paid", tax=tax, currency_id=currency
        ),
        st.integers(1, 4),
        st.sampled_from(["100.00", "119.00", "103.20", "0.00"]),
        st.sampled_from([None, "0", "19.00", "7.00"]),
        st.sampled_from(["-99", "cur-eur"]),
    ),
    max_size=5,
)
CHARGES = st.lists(
    st.builds(
        lambda place, number, gross: charge(f"txn_{place}", f"INV-{number}", gross=gross),
        st.integers(1, 5),
        st.integers(1, 4),
        st.sampled_from(["100.00", "96.80", "96.81", "119.00", "60.00", "140.00"]),
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=25, deadline=None)
@given(invoices=INVOICES, rows=CHARGES, seed=st.integers(0, 99))
def test_causes_add_to_the_effect_of_every_break_in_any_order(
    invoices: list[Invoice], rows: list[str], seed: int
) -> None:
    shuffled = [*rows]
    random.Random(seed).shuffle(shuffled)

    first, second = (_told({"s.csv": stripe(*each)}, invoices) for each in (rows, shuffled))

    assert first == second


def _told(files: dict[str, bytes], invoices: list[Invoice]) -> list[tuple[str, ...]]:
    """What is told of each break, once its causes were seen to add to its effect."""
    numbered = [
        Invoice(
            one.number, one.amount, one.day, one.status, one.currency_id,
            id=f"id-{place}", tax=one.tax,
        )
        for place, one in enumerate(invoices)
    ]  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        rates = Path(folder, "rates.csv")
        rates.write_text(RATES, encoding="utf-8")
        policy = ReconcilePolicy(base_currency="USD", rates=rates)
        exports = Path(folder, "exports")
        report = reconciled(exports, files, *numbered, month="2026-03", policy=policy)
        breaks = only(report, PROCESSOR).breaks
    for found in breaks:
        total = sum((cause.money.amount for cause in found.causes), Decimal(0))
        assert total == (found.effect.amount if found.effect else 0)
    return sorted(
        (one.break_id, one.kind, one.confidence, one.explanation, str(one.causes)) for one in breaks
    )
