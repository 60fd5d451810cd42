"""What a difference is made of, on figures alone: each cause, and which one is believed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from suitehouse.ledger.money import Money
from suitehouse.reconcile.causes import (
    Figures,
    Limits,
    confidence,
    decompose,
    leading,
    told,
)
from suitehouse.reconcile.outcome import BreakKind

PAYMENTS = Limits(
    Decimal("0.05"), Decimal("0.01"), BreakKind.PARTIAL_PAYMENT, BreakKind.OVERPAYMENT
)
DOCUMENTS = Limits(Decimal("0.05"), Decimal("0.01"))


def _figures(ours: str, theirs: str, **printed: str) -> Figures:
    amounts = {name: Decimal(amount) for name, amount in printed.items()}
    return Figures(Money(Decimal(ours), "EUR"), Money(Decimal(theirs), "EUR"), **amounts)


def _parts(figures: Figures, limits: Limits = PAYMENTS) -> list[str]:
    return [f"{part.reason.kind} {part.amount}" for part in decompose(figures, limits)]


@pytest.mark.parametrize(
    ("figures", "parts", "how_sure"),
    [
        (_figures("119", "107", our_tax="19", their_tax="7"), ["tax_mismatch -12"], "certain"),
        (_figures("119", "100", our_tax="19"), ["tax_mismatch -19"], "likely"),
        (_figures("119", "100", our_tax="19", their_tax="19"), ["tax_mismatch -19"], "likely"),
        (_figures("100", "119", their_tax="19"), ["tax_mismatch 19"], "likely"),
        (_figures("100", "96.80", fee="3.20"), ["fee_mismatch -3.20"], "likely"),
        (_figures("96.80", "100", fee="3.20"), ["fee_mismatch 3.20"], "likely"),
        (
            _figures("100", "96.81", fee="3.20"),
            ["fee_mismatch -3.20", "rounding 0.01"],
            "likely",
        ),
        (
            _figures("119", "96.80", our_tax="19", fee="3.20"),
            ["tax_mismatch -19", "fee_mismatch -3.20"],
            "likely",
        ),
        (
            _figures("119", "77", our_tax="19", their_tax="7"),
            ["tax_mismatch -12", "partial_payment -30"],
            "certain",
        ),
        (_figures("100", "60", our_tax="19", fee="3.20"), ["partial_payment -40"], "certain"),
        (_figures("100", "140"), ["overpayment 40"], "certain"),
        (_figures("100", "100.05"), ["rounding 0.05"], "certain"),
        (_figures("-100", "-90"), ["amount_mismatch 10"], "certain"),
        (_figures("100", "0"), ["amount_mismatch -100"], "certain"),
    ],
)
def test_parts_are_what_figures_explain_and_then_the_rest(
    figures: Figures, parts: list[str], how_sure: str
) -> None:
    assert _parts(figures) == parts
    assert confidence(decompose(figures, PAYMENTS)) == how_sure


def test_equal_figures_have_no_parts() -> None:
    assert _parts(_figures("100", "100", our_tax="19", their_tax="19", fee="3")) == []


def test_equal_totals_of_unequal_taxes_differ_in_net_the_other_way() -> None:
    figures = _figures("119", "119", our_tax="19", their_tax="7.79")

    assert _parts(figures, DOCUMENTS) == ["tax_mismatch -11.21", "amount_mismatch 11.21"]


def test_a_fee_within_rounding_is_rounding() -> None:
    assert _parts(_figures("100", "99.90", fee="0.05")) == ["partial_payment -0.10"]


def test_what_was_exchanged_differs_by_the_exchange_only_within_the_tolerance() -> None:
    def exchanged(settled: str) -> Figures:
        ours, theirs = Money(Decimal(100), "EUR"), Money(Decimal(settled), "EUR")
        return Figures(ours, theirs, charged=Money(Decimal(108), "USD"))

    assert _parts(exchanged("99.00")) == ["fx_difference -1.00"]
    assert _parts(exchanged("98.99")) == ["partial_payment -1.01"]


def test_the_largest_part_gives_the_kind_and_of_equal_ones_the_first() -> None:
    larger = decompose(_figures("119", "77", our_tax="19", their_tax="7"), PAYMENTS)
    equal = decompose(_figures("119", "119", our_tax="19", their_tax="7"), PAYMENTS)

    assert (leading(larger), leading(equal)) == ("partial_payment", "tax_mismatch")


@pytest.mark.parametrize(
    ("figures", "sentence"),
    [
        (_figures("100", "40"), ""),
        (
            _figures("119", "107", our_tax="19", their_tax="7"),
            ": that is tax, of which SuiteCRM has 19.00 EUR and Xero 7.00 EUR",
        ),
        (
            _figures("100", "96.81", fee="3.20"),
            ": 3.20 EUR less is the fee, which Xero has already taken off;"
            " 0.01 EUR more is rounding",
        ),
    ],
)
def test_a_sentence_says_each_part(figures: Figures, sentence: str) -> None:
    parts = decompose(figures, DOCUMENTS)

    assert told(parts, figures, ours="SuiteCRM", theirs="Xero") == sentence
