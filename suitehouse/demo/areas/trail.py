"""Audit trails: plain old and new values of audited fields, personal ones among them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from suitehouse.demo.areas.persons import phones
from suitehouse.demo.draw import joined
from suitehouse.demo.population import Population, Rows, choose, frame_of

# An audit row is written by a save that changed the field: never by the insert.
_PEOPLE_FIELDS = ("last_name", "phone_work", "assigned_user_id", "do_not_call")
_SHARES = {"contacts": 0.25, "leads": 0.2}


def trail(company: Population) -> Iterator[Rows]:
    """Yield the audit rows of contacts, leads, accounts, cases, invoices and quotes."""
    for table, share in _SHARES.items():
        yield f"{table}_audit", _people_trail(company, table, share)
    yield "accounts_audit", _accounts_trail(company)
    yield "cases_audit", _status_trail(company, "cases", "status")
    yield "aos_invoices_audit", _invoices_trail(company)
    yield "aos_quotes_audit", _status_trail(company, "aos_quotes", "stage")


def _audit_rows(
    company: Population,
    parents: pl.DataFrame,
    field: pl.Series,
    before: pl.Series,
    after: pl.Series,
) -> pl.DataFrame:
    draw, count = company.draw, parents.height
    columns = {
        "id": draw.ids(count),
        "parent_id": parents["id"],
        "date_created": parents["date_modified"],
        "created_by": draw.pick(company["users"]["id"], count),
        "field_name": field,
        "data_type": "varchar",
        "before_value_string": before,
        "after_value_string": after,
    }
    return frame_of(count, columns)


def _sample(company: Population, table: str, share: float) -> pl.DataFrame:
    known = company[table]
    count = max(20, int(known.height * share))
    return known[company.draw.index(count, known.height)]


def _people_trail(company: Population, table: str, share: float) -> pl.DataFrame:
    draw, people = company.draw, _sample(company, table, share)
    count = people.height
    kind = draw.integers(count, 0, len(_PEOPLE_FIELDS))
    values = (
        (joined(people["last_name"], " (old)"), people["last_name"]),
        (phones(draw, count), people["phone_work"]),
        (draw.pick(company["users"]["id"], count), draw.pick(company["users"]["id"], count)),
        (pl.Series(["0"] * count), pl.Series(["1"] * count)),
    )
    before, after = pl.Series([""] * count), pl.Series([""] * count)
    for number, (old, new) in enumerate(values):
        is_kind = pl.Series(kind == number)
        before, after = choose(is_kind, old, before), choose(is_kind, new, after)
    return _audit_rows(company, people, pl.Series(_PEOPLE_FIELDS).gather(kind), before, after)


def _accounts_trail(company: Population) -> pl.DataFrame:
    accounts = _sample(company, "accounts", 0.2)
    accounts = accounts.with_columns(pl.col("date_entered").alias("date_modified"))
    count = accounts.height
    field = pl.Series(["phone_office"] * count)
    before, after = phones(company.draw, count), phones(company.draw, count)
    return _audit_rows(company, accounts, field, before, after)


def _status_trail(company: Population, table: str, column: str) -> pl.DataFrame:
    rows = _sample(company, table, 0.4)
    count = rows.height
    before, after = (company.enumeration(table, column, count) for _ in range(2))
    return _audit_rows(company, rows, pl.Series([column] * count), before, after)


def _invoices_trail(company: Population) -> pl.DataFrame:
    """Return changes of amounts, and of the contact: there the trail holds a person's name."""
    draw, rows = company.draw, _sample(company, "aos_invoices", 0.3)
    count = rows.height
    by_amount = draw.chance(count, 0.7)
    cents = pl.Series(draw.integers(count, 1_000, 900_000))
    person = company["contacts"][draw.index(count, company["contacts"].height)]
    name = joined(person["first_name"].fill_null(""), " ", person["last_name"].fill_null(""))
    before = choose(by_amount, (cents / 100).cast(pl.String), "")
    after = choose(by_amount, ((cents + 100) / 100).cast(pl.String), name)
    field = pl.Series(np.where(by_amount.to_numpy(), "total_amt", "billing_contact"))
    return _audit_rows(company, rows, field, before, after)
