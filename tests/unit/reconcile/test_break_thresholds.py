"""What breaks add to, against what a controller lets pass."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from books import ERP, Invoice, only, quickbooks, reconciled

from suitehouse.ledger.money import Money
from suitehouse.reconcile.outcome import Break
from suitehouse.reconcile.thresholds import break_amounts


@pytest.fixture
def breaks(tmp_path: Path) -> list[Break]:
    """60.00 USD more in the ERP, 60.00 USD less, and 50.00 EUR against 50.00 USD."""
    invoices = (
        Invoice(1, "100.00"),
        Invoice(2, "100.00"),
        Invoice(3, "50.00", currency_id="cur-eur"),
    )
    rows = (
        "03/10/2026,Invoice,INV-1,Acme,,,160.00,0.00",
        "03/10/2026,Invoice,INV-2,Acme,,,40.00,0.00",
        "03/10/2026,Invoice,INV-3,Acme,,,50.00,0.00",
    )
    exports = {"erp.csv": quickbooks(*rows, total="250.00")}
    return list(only(reconciled(tmp_path / "exports", exports, *invoices), ERP).breaks)


def test_a_surplus_does_not_make_up_for_a_shortfall(breaks: list[Break]) -> None:
    (dollars,) = break_amounts(breaks, {})

    assert dollars.total == Money(Decimal("120.00"), "USD")


def test_a_break_across_currencies_has_no_amount(breaks: list[Break]) -> None:
    assert len(breaks) == 3
    assert [found.effect for found in breaks].count(None) == 1


@pytest.mark.parametrize(
    ("thresholds", "is_within", "told"),
    [
        ({}, True, "Breaks add to 120.00 USD; no threshold is set."),
        ({"EUR": "1"}, True, "Breaks add to 120.00 USD; no threshold is set."),
        ({"USD": "120"}, True, "Breaks add to 120.00 USD, within the threshold of 120.00 USD."),
        (
            {"USD": "119.99"},
            False,
            "Breaks add to 120.00 USD, above the threshold of 119.99 USD.",
        ),
        ({"USD": "0"}, False, "Breaks add to 120.00 USD, above the threshold of 0.00 USD."),
    ],
)
def test_the_threshold_itself_is_within(
    breaks: list[Break], thresholds: dict[str, str], is_within: bool, told: str
) -> None:
    limits = {currency: Decimal(amount) for currency, amount in thresholds.items()}

    (dollars,) = break_amounts(breaks, limits)

    assert (dollars.is_within, str(dollars)) == (is_within, told)


def test_without_breaks_there_is_no_amount() -> None:
    assert break_amounts([], {"USD": Decimal(1)}) == ()
