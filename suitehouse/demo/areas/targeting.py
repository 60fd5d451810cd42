"""Target lists, who is on them, and what campaigns did to those people."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from suitehouse.demo.population import Population, Rows, frame_of, numbered

_LIST_TYPES = ("default", "seed", "exempt", "exempt_domain", "test")
_KINDS = (("Contacts", "contacts"), ("Leads", "leads"), ("Prospects", "prospects"))


def targeting(company: Population) -> Iterator[Rows]:
    """Yield target lists, their members, their campaigns, the campaign log and its mail queue."""
    draw, count = company.draw, company.share(0.0005, least=12)
    lists = company.record(
        count,
        name=numbered("List", count),
        list_type=draw.pick(_LIST_TYPES, count, [8, 1, 1, 1, 1]),
    )
    yield "prospect_lists", lists
    yield "prospect_lists_prospects", _members(company, lists["id"])
    campaign_ids = company["campaigns"]["id"]
    yield (
        "prospect_list_campaigns",
        company.link(
            company["campaigns"]["date_entered"],
            prospect_list_id=draw.pick(lists["id"], len(campaign_ids)),
            campaign_id=campaign_ids,
        ),
    )
    yield "campaign_log", _log(company, lists["id"])
    yield "emailman", _queue(company, lists["id"])


def _somebody(company: Population, count: int) -> tuple[pl.Series, pl.Series]:
    """Return keys of contacts, leads and targets, and the module of each."""
    draw = company.draw
    pool = pl.concat(
        [
            company[table].select("id").with_columns(pl.lit(module).alias("module"))
            for module, table in _KINDS
        ]
    )
    chosen = pool[draw.index(count, pool.height)]
    return chosen["id"], chosen["module"]


def _members(company: Population, list_ids: pl.Series) -> pl.DataFrame:
    draw, count = company.draw, company.share(0.4, least=60)
    related, module = _somebody(company, count)
    return company.link(
        draw.stamps(count),
        prospect_list_id=draw.pick(list_ids, count),
        related_id=related,
        related_type=module,
    )


def _log(company: Population, list_ids: pl.Series) -> pl.DataFrame:
    draw, count = company.draw, company.share(0.5, least=60)
    target, module = _somebody(company, count)
    mailing = company["email_marketing"][draw.index(count, company["email_marketing"].height)]
    happened = draw.stamps(count, tied=0.5)
    columns = {
        "id": draw.ids(count),
        "campaign_id": mailing["campaign_id"],
        "target_tracker_key": draw.ids(count),
        "target_id": target,
        "target_type": module,
        "activity_type": company.enumeration("campaign_log", "activity_type", count),
        "activity_date": happened,
        "archived": 0,
        "hits": draw.integers(count, 0, 4),
        "list_id": draw.pick(list_ids, count),
        "deleted": 0,
        "date_modified": happened,
        "more_information": draw.pick(company["email_links"]["address"], count),
        "marketing_id": mailing["id"],
    }
    return frame_of(count, columns)


def _queue(company: Population, list_ids: pl.Series) -> pl.DataFrame:
    draw, count = company.draw, 40
    related, module = _somebody(company, count)
    entered = draw.stamps(count)
    mailing = company["email_marketing"][draw.index(count, company["email_marketing"].height)]
    columns = {
        "id": pl.Series(range(1, count + 1)),
        "date_entered": entered,
        "date_modified": entered,
        "campaign_id": mailing["campaign_id"],
        "marketing_id": mailing["id"],
        "list_id": draw.pick(list_ids, count),
        "send_date_time": entered,
        "related_id": related,
        "related_type": module,
        "deleted": 0,
    }
    return frame_of(count, columns)
