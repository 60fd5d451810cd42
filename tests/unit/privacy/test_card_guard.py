"""Which texts hold a card number; the numbers are published test numbers or made up."""

from __future__ import annotations

import polars as pl
import pytest

from suitehouse.privacy.card_guard import card_texts, holds_card_number, refuse_cards

CARDS = [
    "4000000000000002",  # Visa, 16
    "4000000000006",  # Visa, 13
    "4111111111111111110",  # Visa, 19
    "5555555555554444",  # Mastercard
    "2223000048410010",  # Mastercard, series 2
    "378282246310005",  # American Express
    "30569309025904",  # Diners Club
    "6011111111111117",  # Discover
    "3530111333300000",  # JCB
    "6200000000000005",  # UnionPay
    "6761770111111112",  # Maestro
    "2200700000000009",  # Mir
]
SPELLINGS = [
    "4000 0000 0000 0002",
    "4000-0000-0000-0002",
    "4000.0000.0000.0002",
    "4000\u00a00000\u20130000\u20140002",
    "4000 - 0000 0000  0002",
    "3782 822463 10005",
    "4 0 0 0 0 0 0 0 0 0 0 0 0 0 0 2",
    "\uff14" + "\uff10" * 14 + "\uff12",
    "visa4000000000000002exp0127",
    "card: 4000000000000002, cvv 123",
    "order 12345 4000 0000 0000 0002",
    "4000 0000 0000 0002 12/27 123",
    '["a","4000000000000002"]',
    "a1b2c3d4-e5f6-4711-8111-111122223333 4000000000000002",
    "line\n4000 0000\u00a00000 0002",
]
OTHERS = [
    "4000000000000003",  # fails Luhn
    "40000000000002",  # passes Luhn, no Visa has 14 digits
    "9999999999999995",  # passes Luhn, no issuer
    "1234567890128",  # passes Luhn, no issuer
    "123456789012",
    "a1b2c3d4-4000-0000-8000-000000000002",
    "40000000-0000-4002-8000-000000000000",
    "4000000000000002" * 2,  # 32 digits in a row
    "d41d8cd98f00b2044000000000000002",  # a fingerprint
    "INV-2026-000123",
    "2026-11-25 07:00:03",
    "+49 30 1234 5678",
    "4000000000.000002",  # an amount
    "seed_will_id",
    "",
]


@pytest.mark.parametrize("text", CARDS + SPELLINGS)
def test_a_card_number_is_found(text: str) -> None:
    assert holds_card_number(text)


@pytest.mark.parametrize("text", OTHERS)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert not holds_card_number(text)


def test_a_column_loses_exactly_the_values_that_hold_one() -> None:
    values = pl.Series("note", [*CARDS, *SPELLINGS, *OTHERS, None])

    kept, refused = refuse_cards(values, card_texts([values]))

    assert refused == len(CARDS) + len(SPELLINGS)
    assert kept.to_list() == [None] * refused + [*OTHERS, None]
    assert kept.name == "note"


def test_a_column_without_one_comes_back_as_it_was() -> None:
    values = pl.Series("note", [*OTHERS, None])

    kept, refused = refuse_cards(values, card_texts([values]))

    assert refused == 0
    assert kept.to_list() == values.to_list()


def test_a_long_list_of_numbers_takes_no_time() -> None:
    # One step for each start and up to 19 digits on, not for each pair of groups.
    assert not holds_card_number("1 " * 20_000)
