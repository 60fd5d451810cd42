"""How SuiteCRM's browser code computes lines and totals of quotes and invoices, in whole numbers.

Amounts are millionths, quantities ten-thousandths. A line's unit price is rounded to cents before
it is multiplied, the header adds unrounded discounts: line sums may miss the header by cents.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from suitehouse.demo.draw import Indexes, Micros, round_micros, to_cents

QUANTITY_ONE = 10_000
PERCENT_ONE = 100  # percentages are hundredths of a percent


@dataclass(frozen=True, slots=True)
class LineInput:
    """What a user types: one element a line, `document` says which document a line is on."""

    document: Indexes
    list_price: Micros
    quantity: Indexes
    discount_percent: Indexes
    vat_percent: Indexes


@dataclass(frozen=True, slots=True)
class LineAmounts:
    """What the browser computes for each line; discounts are negative or zero, per unit."""

    list_total: Micros
    discount_amount: Micros
    discount_total: Micros
    unit_price: Micros
    total_price: Micros
    vat_amount: Micros


@dataclass(frozen=True, slots=True)
class Totals:
    """What the browser computes for each document."""

    total_amt: Micros
    discount_amount: Micros
    subtotal_amount: Micros
    line_tax: Micros
    shipping_amount: Micros
    shipping_tax_amt: Micros

    @property
    def tax_amount(self) -> Micros:
        """VAT of the lines and of shipping."""
        return self.line_tax + self.shipping_tax_amt

    @property
    def subtotal_tax_amount(self) -> Micros:
        """Subtotal with tax, without shipping."""
        return self.subtotal_amount + self.tax_amount

    @property
    def total_amount(self) -> Micros:
        """What is to be paid: subtotal, shipping and tax."""
        return self.subtotal_amount + self.shipping_amount + self.tax_amount


def compute_lines(lines: LineInput) -> LineAmounts:
    """Return the amounts of every line."""
    hundred_percent = 100 * PERCENT_ONE
    discount = -round_micros(lines.list_price * lines.discount_percent, hundred_percent)
    unit_price = to_cents(lines.list_price + discount)
    total_price = to_cents(round_micros(unit_price * lines.quantity, QUANTITY_ONE))
    return LineAmounts(
        list_total=round_micros(lines.list_price * lines.quantity, QUANTITY_ONE),
        discount_amount=discount,
        discount_total=round_micros(discount * lines.quantity, QUANTITY_ONE),
        unit_price=unit_price,
        total_price=total_price,
        vat_amount=to_cents(round_micros(total_price * lines.vat_percent, hundred_percent)),
    )


def add_up(
    lines: LineInput, amounts: LineAmounts, *, shipping: Micros, shipping_vat_percent: Indexes
) -> Totals:
    """Return the totals of every document, in the order of `shipping`."""
    count = len(shipping)
    total_amt = to_cents(_sum_by(lines.document, amounts.list_total, count))
    discount = to_cents(_sum_by(lines.document, amounts.discount_total, count))
    shipping_tax = to_cents(round_micros(shipping * shipping_vat_percent, 100 * PERCENT_ONE))
    return Totals(
        total_amt=total_amt,
        discount_amount=discount,
        subtotal_amount=total_amt + discount,
        line_tax=_sum_by(lines.document, amounts.vat_amount, count),
        shipping_amount=shipping,
        shipping_tax_amt=shipping_tax,
    )


def in_base_currency(amounts: Micros, rate_e4: Indexes) -> Micros:
    """Return amounts divided by their conversion rate, which comes in ten-thousandths."""
    magnitude: Micros = (np.abs(amounts) * 10_000 + rate_e4 // 2) // rate_e4
    return np.sign(amounts) * magnitude


def _sum_by(document: Indexes, values: Micros, count: int) -> Micros:
    sums = np.zeros(count, dtype=np.int64)
    np.add.at(sums, document, values)
    return sums
