"""Quotes and invoices as sets of lines with totals; the same shape under two parent types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from suitehouse.demo.areas.arithmetic import (
    QUANTITY_ONE,
    LineAmounts,
    LineInput,
    Totals,
    add_up,
    compute_lines,
    in_base_currency,
)
from suitehouse.demo.areas.people import ACCOUNT_SKEW
from suitehouse.demo.draw import Indexes, Micros, money
from suitehouse.demo.population import Population, choose
from suitehouse.demo.words import vocabulary

_MOST_LINES = 6
_SHIPPED_SHARE = 0.3
_DISCOUNT_PERCENTS = (0, 500, 1_000, 1_250, 3_333)
_VAT_PERCENTS = (0, 500, 750, 2_000)
_QUANTITIES = (1, 1, 1, 2, 3, 5, 10, 12.25)
_HEADER_AMOUNTS = (
    "total_amt", "discount_amount", "subtotal_amount", "tax_amount", "shipping_amount",
    "shipping_tax_amt", "total_amount", "subtotal_tax_amount",
)  # fmt: skip
_GROUP_AMOUNTS = ("total_amt", "discount_amount", "subtotal_amount")


@dataclass(frozen=True, slots=True)
class Documents:
    """Documents of one kind, oldest first, with their lines and totals."""

    parent_type: str
    ids: pl.Series
    group_ids: pl.Series
    entered: pl.Series
    account: Indexes
    contact_id: pl.Series
    currency_id: pl.Series
    rate_e4: Indexes
    lines: LineInput
    amounts: LineAmounts
    totals: Totals
    product: Indexes

    @property
    def count(self) -> int:
        """Number of documents."""
        return len(self.ids)

    def money_columns(self) -> dict[str, pl.Series]:
        """Return the header's amounts, each also in the base currency."""
        amounts = {name: getattr(self.totals, name) for name in _HEADER_AMOUNTS}
        return both_currencies(amounts, self.rate_e4)


def both_currencies(amounts: dict[str, Micros], rate_e4: Indexes) -> dict[str, pl.Series]:
    """Return each amount and, as `<name>_usdollar`, the amount in the base currency."""
    columns = {name: money(values) for name, values in amounts.items()}
    columns |= {
        f"{name}_usdollar": money(in_base_currency(values, rate_e4))
        for name, values in amounts.items()
    }
    return columns


def draw_documents(company: Population, parent_type: str, count: int) -> Documents:
    """Return that many documents with one to six lines each."""
    draw = company.draw
    account = draw.index(count, company["accounts"].height, skew=ACCOUNT_SKEW)
    currencies = company["currencies"]
    currency = draw.rng.choice(currencies.height, size=count, p=currencies["weight"].to_numpy())
    product, lines = _draw_lines(company, count)
    amounts = compute_lines(lines)
    shipping = np.where(
        draw.rng.random(count) < _SHIPPED_SHARE, draw.integers(count, 5, 90) * 500_000, 0
    )
    shipping_vat = draw.pick(_VAT_PERCENTS, count).to_numpy()
    return Documents(
        parent_type=parent_type,
        ids=draw.ids(count),
        group_ids=draw.ids(count),
        entered=draw.stamps(count).sort(),
        account=account,
        contact_id=_contacts_of(company, company["accounts"]["id"].gather(account)),
        currency_id=currencies["id"].gather(currency),
        rate_e4=currencies["rate_e4"].gather(currency).to_numpy(),
        lines=lines,
        amounts=amounts,
        totals=add_up(lines, amounts, shipping=shipping, shipping_vat_percent=shipping_vat),
        product=product,
    )


def _draw_lines(company: Population, count: int) -> tuple[Indexes, LineInput]:
    draw, products = company.draw, company["aos_products"]
    document = np.repeat(np.arange(count), draw.integers(count, 1, _MOST_LINES + 1))
    product = draw.index(len(document), products.height)
    is_service = (products["type"] == "Service").to_numpy()[product]
    quantity = draw.pick([int(each * QUANTITY_ONE) for each in _QUANTITIES], len(document))
    lines = LineInput(
        document=document,
        list_price=products["price_micros"].to_numpy()[product],
        quantity=np.where(is_service, QUANTITY_ONE, quantity.to_numpy()),
        discount_percent=draw.pick(_DISCOUNT_PERCENTS, len(document), [20, 1, 1, 1, 1]).to_numpy(),
        vat_percent=draw.pick(_VAT_PERCENTS, len(document), [1, 1, 1, 5]).to_numpy(),
    )
    return product, lines


def _contacts_of(company: Population, account_ids: pl.Series) -> pl.Series:
    """Return a live contact of each account, or null where nobody works there."""
    staff = company["contacts"].filter(
        (pl.col("deleted") == 0) & pl.col("account_id").is_not_null()
    )
    first = staff.unique("account_id", keep="first", maintain_order=True)
    wanted = account_ids.to_frame("account_id")
    found = wanted.join(first, on="account_id", how="left", maintain_order="left")
    return found["id"]


def group_rows(company: Population, documents: Documents) -> pl.DataFrame:
    """Return the one line group of each document."""
    totals = documents.totals
    amounts = {name: getattr(totals, name) for name in _GROUP_AMOUNTS}
    amounts["tax_amount"] = totals.line_tax
    amounts["total_amount"] = totals.subtotal_amount + totals.line_tax
    rows = company.record(
        documents.count,
        entered=documents.entered,
        name="Group 1",
        **both_currencies(amounts, documents.rate_e4),
        parent_type=documents.parent_type,
        parent_id=documents.ids,
        number=1,
        currency_id=documents.currency_id,
    )
    return rows.with_columns(documents.group_ids.alias("id"))


def line_rows(company: Population, documents: Documents) -> pl.DataFrame:
    """Return the lines. A service line has no quantity and '0' for its product."""
    lines, count = documents.lines, len(documents.lines.document)
    products = company["aos_products"][documents.product]
    is_service = products["type"] == "Service"
    columns: dict[str, Any] = {
        "name": products["name"],
        "description": "",
        "item_description": company.draw.pick(vocabulary().sentences, count),
        "part_number": choose(is_service, "", products["part_number"]),
        "number": pl.Series(_position(lines.document)),
        "product_qty": choose(is_service, None, money(lines.quantity * 100)),
        "product_id": choose(is_service, "0", products["id"]),
        **_line_money(documents),
        "discount": choose(pl.Series(lines.discount_percent > 0), "Percentage", "None"),
        "vat": (pl.Series(lines.vat_percent) / 100).cast(pl.String),
        "currency_id": documents.currency_id.gather(lines.document),
        "parent_type": documents.parent_type,
        "parent_id": documents.ids.gather(lines.document),
        "group_id": documents.group_ids.gather(lines.document),
    }
    entered = documents.entered.gather(lines.document)
    return company.record(count, entered=entered, **columns)


def _line_money(documents: Documents) -> dict[str, pl.Series]:
    lines, amounts = documents.lines, documents.amounts
    values = {
        "product_cost_price": lines.list_price // 2,
        "product_list_price": lines.list_price,
        "product_discount": lines.discount_percent * 10_000,
        "product_discount_amount": amounts.discount_amount,
        "product_unit_price": amounts.unit_price,
        "vat_amt": amounts.vat_amount,
        "product_total_price": amounts.total_price,
    }
    return both_currencies(values, documents.rate_e4[lines.document])


def _position(document: Indexes) -> Indexes:
    """Return the place of each line in its document, from 1."""
    first = np.searchsorted(document, document, side="left")
    position: Indexes = np.arange(len(document)) - first + 1
    return position
