"""Leads, some of them converted into a contact, and targets, some of them made into leads."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from suitehouse.demo.areas.persons import person_columns, person_names
from suitehouse.demo.population import Population, Rows, choose
from suitehouse.demo.words import vocabulary

_CONVERTED_SHARE = 0.2


def leads(company: Population) -> Iterator[Rows]:
    """Yield leads and prospects (targets)."""
    yield _leads(company)
    yield _targets(company)


def _leads(company: Population) -> Rows:
    draw, count = company.draw, company.share(0.4, least=60)
    converted = draw.chance(count, _CONVERTED_SHARE)
    contact = company["contacts"][draw.index(count, company["contacts"].height)]
    names = person_names(draw, count)
    nothing = draw.pick((None, ""), count)
    opportunity_id = draw.pick(company["opportunities"]["id"], count)
    rows = company.record(
        count,
        **person_columns(draw, count),
        first_name=choose(converted, contact["first_name"], names["first_name"]),
        last_name=choose(converted, contact["last_name"], names["last_name"]),
        converted=converted,
        contact_id=choose(converted, contact["id"], nothing),
        account_id=choose(converted, contact["account_id"], nothing),
        opportunity_id=choose(converted & draw.chance(count, 0.6), opportunity_id, nothing),
        opportunity_amount=draw.pick((None, "", "5000", "12,000"), count),
        account_name=draw.sparse(draw.pick(company["accounts"]["name"], count), 0.2),
        lead_source=company.enumeration("leads", "lead_source", count, blank=0.1),
        lead_source_description=draw.pick(vocabulary().sentences, count),
        status=choose(converted, "Converted", company.enumeration("leads", "status", count)),
        refered_by=draw.sparse(person_names(draw, count)["last_name"], 0.95),
        campaign_id=choose(
            draw.chance(count, 0.3), draw.pick(company["campaigns"]["id"], count), nothing
        ),
    )
    company.frames["leads"] = rows.select(
        "id", "first_name", "last_name", "phone_work", "deleted", "converted", "contact_id",
        "date_entered", "date_modified",
    )  # fmt: skip
    return "leads", rows


def _targets(company: Population) -> Rows:
    draw, count = company.draw, company.share(0.3, least=60)
    names = person_names(draw, count)
    rows = company.record(
        count,
        first_name=names["first_name"],
        last_name=names["last_name"],
        **person_columns(draw, count),
        tracker_key=pl.Series(range(1, count + 1)),
        account_name=draw.sparse(draw.pick(company["accounts"]["name"], count), 0.4),
        lead_id=choose(
            draw.chance(count, 0.05),
            draw.pick(company["leads"]["id"], count),
            pl.Series([None], dtype=pl.String).new_from_index(0, count),
        ),
    )
    company.frames["prospects"] = rows.select(
        "id", "first_name", "last_name", "deleted", "date_entered", "date_modified"
    )
    return "prospects", rows
