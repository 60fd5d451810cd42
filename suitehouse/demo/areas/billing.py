"""Quotes, invoices with their groups and lines, and contracts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import numpy as np
import polars as pl

from suitehouse.demo.areas.documents import Documents, draw_documents, group_rows, line_rows
from suitehouse.demo.areas.people import ACCOUNT_SKEW
from suitehouse.demo.draw import Indexes, joined, money
from suitehouse.demo.population import Population, Rows, choose

_FROM_QUOTE_SHARE = 0.2
_SAME_NUMBER_SHARE = 0.01
_OLD_DAYS = 60
_STATUSES = ("Paid", "Unpaid", "Cancelled", "", None)


def billing(company: Population) -> Iterator[Rows]:
    """Yield quotes, invoices, their groups and lines, the links between them, and contracts."""
    quotes = draw_documents(company, "AOS_Quotes", company.share(0.08, least=60))
    invoices = draw_documents(company, "AOS_Invoices", company.share(0.11, least=160))
    quote_rows = _quotes(company, quotes)
    invoice_rows, quote_of = _invoices(company, invoices, quote_rows)
    yield "aos_quotes", quote_rows
    yield "aos_invoices", invoice_rows
    yield "aos_line_item_groups", pl.concat([group_rows(company, d) for d in (quotes, invoices)])
    yield "aos_products_quotes", pl.concat([line_rows(company, d) for d in (quotes, invoices)])
    yield "aos_quotes_aos_invoices_c", _links(company, invoice_rows, quote_of)
    yield "aos_contracts", _contracts(company)
    company.frames["aos_invoices"] = invoice_rows.select(
        "id", "billing_account_id", "billing_contact_id", "date_modified", "deleted"
    )
    company.frames["aos_quotes"] = quote_rows.select("id", "date_modified", "deleted")


def _quotes(company: Population, documents: Documents) -> pl.DataFrame:
    draw, count = company.draw, documents.count
    return _headers(company, documents).with_columns(
        pl.Series("number", range(1, count + 1)),
        company.enumeration("aos_quotes", "stage", count).alias("stage"),
        draw.pick(company["opportunities"]["id"], count).alias("opportunity_id"),
        (documents.entered + timedelta(days=30)).dt.strftime("%Y-%m-%d").alias("expiration"),
        company.enumeration("aos_quotes", "approval_status", count, blank=0.5).alias(
            "approval_status"
        ),
        draw.pick(("Nett 15", "Nett 30", ""), count).alias("term"),
        pl.lit("Not Invoiced").alias("invoice_status"),
    )


def _invoices(
    company: Population, documents: Documents, quotes: pl.DataFrame
) -> tuple[pl.DataFrame, pl.Series]:
    """Return invoices and, for each, the key of the quote it was made from or null."""
    draw, count = company.draw, documents.count
    from_quote = draw.chance(count, _FROM_QUOTE_SHARE)
    place = draw.index(count, quotes.height)
    quote_date = documents.entered.dt.strftime("%Y-%m-%d")
    rows = _headers(company, documents).with_columns(
        pl.Series("number", _numbers(company, count)),
        choose(from_quote, quotes["number"].gather(place), None).alias("quote_number"),
        quote_date.alias("quote_date"),
        quote_date.alias("invoice_date"),
        (documents.entered + timedelta(days=30)).dt.strftime("%Y-%m-%d").alias("due_date"),
        _statuses(company, documents, from_quote).alias("status"),
        draw.pick((None, "^^", "^inv_tpl^"), count).alias("template_ddown_c"),
    )
    return rows, choose(from_quote, quotes["id"].gather(place), None)


def _headers(company: Population, documents: Documents) -> pl.DataFrame:
    draw, count = company.draw, documents.count
    accounts = company["accounts"][documents.account]
    address = [name for name in accounts.columns if name.startswith(("billing_", "shipping_"))]
    columns: dict[str, Any] = {
        "name": joined(accounts["name"], " ", pl.Series(range(1, count + 1))),
        "description": "",
        "billing_account_id": accounts["id"],
        "billing_contact_id": documents.contact_id,
        **{name: accounts[name] for name in address},
        **documents.money_columns(),
        "shipping_tax": draw.pick(("0.0", "5.0", "7.5", "20.0"), count),
        "currency_id": documents.currency_id,
    }
    rows = company.record(count, entered=documents.entered, **columns)
    return rows.with_columns(documents.ids.alias("id"))


def _numbers(company: Population, count: int) -> Indexes:
    """Return numbers in the order of entry; two processes sometimes drew the same, long ago."""
    numbers = np.arange(1, count + 1)
    twins = np.flatnonzero(company.draw.rng.random(count // 2) < _SAME_NUMBER_SHARE)
    twins = twins[twins > 0]
    numbers[twins] = numbers[twins - 1]
    return numbers


def _statuses(company: Population, documents: Documents, from_quote: pl.Series) -> pl.Series:
    """Return the status: none yet when made from a quote, paid more often the older it is."""
    draw, count = company.draw, documents.count
    age_days = (pl.Series([draw.now]) - documents.entered).dt.total_days()
    old = draw.pick(_STATUSES, count, [0.9, 0.05, 0.05, 0, 0])
    young = draw.pick(_STATUSES, count, [0.35, 0.6, 0.05, 0, 0])
    by_age = choose(age_days > _OLD_DAYS, old, young)
    return choose(from_quote, draw.pick(("", None), count), by_age)


def _links(company: Population, invoices: pl.DataFrame, quote_of: pl.Series) -> pl.DataFrame:
    pairs = invoices.select("id", "date_entered").with_columns(quote_of.alias("quote_id"))
    pairs = pairs.filter(pl.col("quote_id").is_not_null())
    return company.link(
        pairs["date_entered"],
        aos_quotes77d9_quotes_ida=pairs["quote_id"],
        aos_quotes6b83nvoices_idb=pairs["id"],
    )


def _contracts(company: Population) -> pl.DataFrame:
    draw, count = company.draw, company.share(0.02, least=20)
    accounts = company["accounts"][draw.index(count, company["accounts"].height, skew=ACCOUNT_SKEW)]
    start = draw.stamps(count)
    value = money(draw.integers(count, 1_000, 90_000) * 1_000_000)
    return company.record(
        count,
        name=joined(accounts["name"], " contract"),
        reference_code=joined("C-", pl.Series(range(count))),
        start_date=start.dt.strftime("%Y-%m-%d"),
        end_date=(start + timedelta(days=365)).dt.strftime("%Y-%m-%d"),
        total_contract_value=value,
        total_contract_value_usdollar=value,
        currency_id="-99",
        status=company.enumeration("aos_contracts", "status", count),
        contract_account_id=accounts["id"],
        opportunity_id=draw.pick(company["opportunities"]["id"], count),
    )
