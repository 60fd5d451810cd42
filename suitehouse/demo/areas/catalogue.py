"""What is sold and in which money: currencies, product categories, products."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from suitehouse.demo.draw import MICRO, joined, money
from suitehouse.demo.population import Population, Rows, choose, frame_of
from suitehouse.demo.words import vocabulary

# The base currency (EUR) has the key -99 and, as in SuiteCRM, no row.
BASE_CURRENCY = "-99"
# Name, ISO code, symbol, rate to one EUR in ten-thousandths, share of the documents.
_CURRENCIES = (
    ("US Dollar", "USD", "$", 10_873, 0.14),
    ("Pound Sterling", "GBP", "£", 8_541, 0.07),
    ("Swiss Franc", "CHF", "CHF", 9_402, 0.04),
)
_BASE_SHARE = 0.75
_CATEGORIES = ("Hardware", "Software", "Cables & parts", "Services", "Ersatzteile")


def catalogue(company: Population) -> Iterator[Rows]:
    """Yield currencies, product categories and products."""
    yield _currencies(company)
    yield _categories(company)
    yield _products(company)


def _currencies(company: Population) -> Rows:
    draw, count = company.draw, len(_CURRENCIES)
    names, codes, symbols, rates, weights = (
        pl.Series(values) for values in zip(*_CURRENCIES, strict=True)
    )
    entered = draw.stamps(count)
    rows = frame_of(
        count,
        {
            "id": draw.ids(count),
            "name": names,
            "iso4217": codes,
            "symbol": symbols,
            "conversion_rate": rates / 10_000,
            "status": "Active",
            "deleted": 0,
            "date_entered": entered,
            "date_modified": draw.later(entered, days=200),
            "created_by": "1",
        },
    )
    base = pl.DataFrame(
        {"id": [BASE_CURRENCY], "iso": ["EUR"], "rate_e4": [10_000], "weight": [_BASE_SHARE]}
    )
    others = pl.DataFrame({"id": rows["id"], "iso": codes, "rate_e4": rates, "weight": weights})
    company.frames["currencies"] = pl.concat([base, others])
    return "currencies", rows


def _categories(company: Population) -> Rows:
    rows = company.record(
        len(_CATEGORIES), name=pl.Series(_CATEGORIES), is_parent=0, deleted=0, description=None
    )
    company.frames["aos_product_categories"] = rows.select("id")
    return "aos_product_categories", rows


def _products(company: Population) -> Rows:
    draw, count = company.draw, company.share(0.004, least=40)
    price = draw.integers(count, 500, 250_000) * (MICRO // 100)
    name = joined(draw.pick(vocabulary().products, count), " ", pl.Series(range(100, 100 + count)))
    service = draw.chance(count, 0.15)
    rows = company.record(
        count,
        name=choose(service, draw.pick(vocabulary().services, count), name),
        maincode=joined("M", pl.Series(range(count))),
        part_number=joined("P-", pl.Series(range(count))),
        category=draw.pick(_CATEGORIES, count),
        type=choose(service, "Service", "Good"),
        cost=money(price // 2),
        cost_usdollar=money(price // 2),
        currency_id=BASE_CURRENCY,
        price=money(price),
        price_usdollar=money(price),
        url=draw.pick(("http://www.shop.example", "", None), count),
        aos_product_category_id=draw.pick(company["aos_product_categories"]["id"], count),
    )
    kept = rows.select("id", "name", "part_number", "type")
    company.frames["aos_products"] = kept.with_columns(pl.Series("price_micros", price))
    return "aos_products", rows
