from __future__ import annotations

from decimal import Decimal

import pytest

from suitehouse.ledger.money import parse_amount, parse_minor_units


@pytest.mark.parametrize(
    ("cell", "digits", "amount"),
    [
        ("2040000", 2, "20400.00"),
        ("15000", 0, "15000"),
        ("-18759", 2, "-187.59"),
        ("1", 3, "0.001"),
    ],
)
def test_small_units_become_major_ones(cell: str, digits: int, amount: str) -> None:
    assert parse_minor_units(cell, digits) == Decimal(amount)


@pytest.mark.parametrize("cell", ["", "10.00", "1,000", "1e5", "\u0661", "9" * 19, "=1+1"])
def test_only_whole_numbers_are_small_units(cell: str) -> None:
    with pytest.raises(ValueError, match="whole number"):
        parse_minor_units(cell, 2)


@pytest.mark.parametrize("cell", ["1.120,00", "1\u00a0120,00", "1\u202f120,00", "1120,00"])
def test_thousands_before_a_decimal_comma_may_stand_behind_a_hard_space(cell: str) -> None:
    assert parse_amount(cell, decimal_comma=True) == Decimal("1120.00")
