"""Document arithmetic, in the numbers of an invoice worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from suitehouse.demo.areas.arithmetic import (
    LineInput,
    add_up,
    compute_lines,
    in_base_currency,
)
from suitehouse.demo.draw import money, round_micros, to_cents


def _whole(*values: int) -> np.ndarray:
    return np.asarray(values, dtype=np.int64)


def _cents(*values: int) -> np.ndarray:
    return _whole(*values) * 10_000


# 12.25 of 21.93 at 33.33 % off with 20 % VAT, and one service of 100.00 without either.
_LINES = LineInput(
    document=_whole(0, 0),
    list_price=_cents(2_193, 10_000),
    quantity=_whole(122_500, 10_000),
    discount_percent=_whole(3_333, 0),
    vat_percent=_whole(2_000, 0),
)


def test_a_line_rounds_its_unit_price_before_it_multiplies() -> None:
    amounts = compute_lines(_LINES)

    assert money(amounts.discount_amount).to_list() == ["-7.309269", "0.000000"]
    assert money(amounts.unit_price).to_list() == ["14.620000", "100.000000"]
    assert money(amounts.total_price).to_list() == ["179.100000", "100.000000"]
    assert money(amounts.vat_amount).to_list() == ["35.820000", "0.000000"]


def test_the_header_adds_unrounded_discounts_so_lines_miss_it_by_cents() -> None:
    amounts = compute_lines(_LINES)

    totals = add_up(_LINES, amounts, shipping=_cents(1_050), shipping_vat_percent=_whole(500))

    assert money(totals.total_amt).to_list() == ["368.640000"]
    assert money(totals.discount_amount).to_list() == ["-89.540000"]
    assert money(totals.subtotal_amount).to_list() == ["279.100000"]
    assert money(totals.shipping_tax_amt).to_list() == ["0.530000"]
    assert money(totals.tax_amount).to_list() == ["36.350000"]
    assert money(totals.total_amount).to_list() == ["325.950000"]
    assert money(totals.subtotal_tax_amount).to_list() == ["315.450000"]


def test_lines_count_towards_their_own_document_only() -> None:
    lines = LineInput(
        document=_whole(1, 1),
        list_price=_cents(100, 250),
        quantity=_whole(10_000, 20_000),
        discount_percent=_whole(0, 0),
        vat_percent=_whole(0, 0),
    )

    totals = add_up(
        lines, compute_lines(lines), shipping=_cents(0, 0), shipping_vat_percent=_whole(0, 0)
    )

    assert money(totals.total_amount).to_list() == ["0.000000", "6.000000"]


def test_base_currency_is_the_amount_divided_by_the_rate() -> None:
    converted = in_base_currency(_cents(10_000, -10_000), _whole(12_500, 12_500))

    assert money(converted).to_list() == ["80.000000", "-80.000000"]


@pytest.mark.parametrize(("numerator", "rounded"), [(15, 2), (14, 1), (-15, -2), (-14, -1), (0, 0)])
def test_halves_round_away_from_zero(numerator: int, rounded: int) -> None:
    assert round_micros(_whole(numerator), 10).tolist() == [rounded]


def test_cents_of_negative_amounts() -> None:
    assert money(to_cents(_whole(-1_005_000, 4_999))).to_list() == ["-1.010000", "0.000000"]
