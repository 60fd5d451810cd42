"""Campaigns with their trackers and mailings."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from suitehouse.demo.areas.catalogue import BASE_CURRENCY
from suitehouse.demo.draw import joined
from suitehouse.demo.population import Population, Rows, numbered
from suitehouse.demo.words import vocabulary


def campaigns(company: Population) -> Iterator[Rows]:
    """Yield campaigns, trackers, templates and mailings."""
    count = company.share(0.001, least=18)
    rows = _campaigns(company, count)
    company.frames["campaigns"] = rows.select("id", "date_entered")
    yield "campaigns", rows
    yield "campaign_trkrs", _trackers(company, count * 2)
    templates = _templates(company)
    yield "email_templates", templates
    mailings = _mailings(company, templates["id"])
    company.frames["email_marketing"] = mailings.select("id", "campaign_id")
    yield "email_marketing", mailings


def _campaigns(company: Population, count: int) -> pl.DataFrame:
    draw = company.draw
    start = draw.stamps(count)
    budget = pl.Series(draw.integers(count, 5, 200) * 100).cast(pl.Float64)
    return company.record(
        count,
        entered=start,
        name=joined(draw.pick(vocabulary().campaigns, count), " ", pl.Series(range(1, count + 1))),
        tracker_key=pl.Series(range(1, count + 1)),
        tracker_text="",
        refer_url="http://",
        start_date=start.dt.strftime("%Y-%m-%d"),
        end_date=draw.later(start, days=60).dt.strftime("%Y-%m-%d"),
        status=company.enumeration("campaigns", "status", count),
        campaign_type=company.enumeration("campaigns", "campaign_type", count),
        currency_id=BASE_CURRENCY,
        budget=budget,
        actual_cost=(budget * 0.9).round(2),
        expected_revenue=budget * 8,
        objective=draw.pick(vocabulary().sentences, count),
        deleted=draw.flags(count, 0.05),
    )


def _trackers(company: Population, count: int) -> pl.DataFrame:
    return company.record(
        count,
        tracker_name=numbered("Link", count),
        tracker_url=joined("http://www.shop.example/", pl.Series(range(count))),
        tracker_key=pl.Series(range(1, count + 1)),
        campaign_id=company.draw.pick(company["campaigns"]["id"], count),
        is_optout=company.draw.flags(count, 0.3),
    ).drop("assigned_user_id")


def _templates(company: Population) -> pl.DataFrame:
    count = 8
    return company.record(
        count,
        name=numbered("Template", count),
        published="off",
        subject="Our offer",
        body="Dear $contact_first_name,\nsee our offer.",
        body_html="<p>Dear $contact_first_name,</p><p>see our offer &amp; reply.</p>",
        text_only=0,
        type="campaign",
    )


def _mailings(company: Population, template_ids: pl.Series) -> pl.DataFrame:
    campaign_ids = company["campaigns"]["id"]
    count = len(campaign_ids)
    return company.record(
        count,
        name=numbered("Mailing", count),
        from_name="Marketing team",
        from_addr="marketing@ourcompany.example",
        date_start=company.draw.stamps(count),
        template_id=company.draw.pick(template_ids, count),
        status="active",
        campaign_id=campaign_ids,
        all_prospect_lists=1,
    ).drop("assigned_user_id")
