"""Calls, meetings, tasks, notes and e-mails, with the people they concern."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from suitehouse.demo.draw import joined
from suitehouse.demo.population import Population, Rows, choose, frame_of
from suitehouse.demo.words import vocabulary

_ACCEPTANCE = ("none", "accept", "decline", "tentative")
_PARENTS = (("Accounts", "accounts"), ("Contacts", "contacts"), ("Opportunities", "opportunities"))


def activity(company: Population) -> Iterator[Rows]:
    """Yield every activity table with its links."""
    yield from _calls(company)
    yield from _meetings(company)
    yield _tasks(company)
    yield _notes(company)
    yield from _emails(company)


def _calls(company: Population) -> Iterator[Rows]:
    draw, count = company.draw, company.share(0.35, least=60)
    rows = _timed(company, "calls", count).with_columns(
        company.enumeration("calls", "direction", count).alias("direction")
    )
    company.frames["calls"] = rows.select("id", "deleted", "date_modified")
    yield "calls", rows
    yield "calls_contacts", _invitations(company, rows, "call_id", "contact_id", "contacts")
    yield "calls_users", _invitations(company, rows, "call_id", "user_id", "users")
    some = rows.filter(draw.chance(count, 0.15))
    yield "calls_leads", _invitations(company, some, "call_id", "lead_id", "leads")


def _meetings(company: Population) -> Iterator[Rows]:
    draw, count = company.draw, company.share(0.15, least=50)
    places = ("Office", "Online", "Zürich HB", "会議室 2", "", None)
    rows = _timed(company, "meetings", count).with_columns(
        draw.pick(places, count).alias("location"), pl.lit("Sugar").alias("type")
    )
    company.frames["meetings"] = rows.select("id", "deleted", "date_modified")
    yield "meetings", rows
    yield "meetings_contacts", _invitations(company, rows, "meeting_id", "contact_id", "contacts")
    yield "meetings_users", _invitations(company, rows, "meeting_id", "user_id", "users")
    some = rows.filter(draw.chance(count, 0.15))
    yield "meetings_leads", _invitations(company, some, "meeting_id", "lead_id", "leads")


def _timed(company: Population, table: str, count: int) -> pl.DataFrame:
    """Return calls or meetings; those that start after now are planned."""
    draw = company.draw
    entered = draw.stamps(count)
    minutes = pl.Series(draw.integers(count, 1, 8) * 15)
    start = entered + pl.Series(draw.integers(count, 0, 20 * 96) * 15).cast(pl.Duration("us")) * (
        60 * 1_000_000
    )
    held = company.enumeration(table, "status", count)
    happened = choose(held == "Planned", "Held", held)
    rows = company.record(
        count,
        entered=entered,
        name=draw.pick(vocabulary().topics, count),
        description=draw.pick(vocabulary().sentences, count),
        date_start=start,
        date_end=start + minutes.cast(pl.Duration("us")) * (60 * 1_000_000),
        duration_hours=minutes // 60,
        duration_minutes=minutes % 60,
        status=choose(start > draw.now, "Planned", happened),
        reminder_time=draw.pick((-1, 60, 900), count),
        outlook_id=draw.pick((None, ""), count),
    )
    return rows.with_columns(**_parents(company, count))


def _parents(company: Population, count: int) -> dict[str, pl.Series]:
    """Return parent type and key: what the record is about, if anything."""
    draw = company.draw
    kind = draw.integers(count, 0, len(_PARENTS))
    types = pl.Series([name for name, _ in _PARENTS]).gather(kind)
    keys = draw.pick((None, ""), count)
    for number, (_, table) in enumerate(_PARENTS):
        keys = choose(pl.Series(kind == number), draw.pick(company[table]["id"], count), keys)
    orphan = draw.chance(count, 0.1)
    return {
        "parent_type": choose(orphan, draw.pick((None, ""), count), types),
        "parent_id": choose(orphan, draw.pick((None, ""), count), keys),
    }


def _invitations(
    company: Population, rows: pl.DataFrame, own: str, other: str, table: str
) -> pl.DataFrame:
    draw = company.draw
    links = company.link(
        rows["date_modified"],
        **{own: rows["id"], other: draw.pick(company[table]["id"], rows.height)},
        required="1",
        accept_status=draw.pick(_ACCEPTANCE, rows.height),
    )
    return links.with_columns(pl.max_horizontal(links["deleted"], rows["deleted"]))


def _tasks(company: Population) -> Rows:
    draw, count = company.draw, company.share(0.15, least=50)
    due = draw.later(draw.stamps(count), days=30)
    rows = company.record(
        count,
        name=draw.pick(vocabulary().topics, count),
        description=draw.pick(vocabulary().sentences, count),
        status=company.enumeration("tasks", "status", count),
        priority=company.enumeration("tasks", "priority", count),
        date_due=draw.sparse(
            due.dt.strftime("%Y-%m-%d %H:%M:%S"), 0.1, other="0000-00-00 00:00:00"
        ),
        date_due_flag=0,
        contact_id=draw.sparse(draw.pick(company["contacts"]["id"], count), 0.3, other=""),
        **_parents(company, count),
    )
    return "tasks", rows


def _notes(company: Population) -> Rows:
    draw, count = company.draw, company.share(0.2, least=50)
    attached = draw.chance(count, 0.2)
    file_name = joined("attachment", pl.Series(range(count)), ".pdf")
    rows = company.record(
        count,
        name=draw.pick(vocabulary().topics, count),
        description=draw.pick(vocabulary().sentences, count),
        filename=choose(attached, file_name, None),
        file_mime_type=choose(attached, "application/pdf", None),
        portal_flag=0,
        embed_flag=0,
        contact_id=draw.sparse(draw.pick(company["contacts"]["id"], count), 0.5),
        **_parents(company, count),
    )
    return "notes", rows


def _emails(company: Population) -> Iterator[Rows]:
    draw, count = company.draw, company.share(0.25, least=60)
    sent = draw.stamps(count)
    rows = company.record(
        count,
        entered=sent,
        name=joined("Re: ", draw.pick(vocabulary().topics, count)),
        date_sent_received=sent,
        message_id=joined("<", draw.ids(count), "@mail.example>"),
        type=draw.pick(("inbound", "out", "archived"), count),
        status=draw.pick(("read", "unread", "sent", "archived", "draft"), count),
        flagged=0,
        reply_to_status=0,
        **_parents(company, count),
    )
    company.frames["emails"] = rows.select("id", "deleted")
    links = company["email_links"].filter(pl.col("bean_module") == "Contacts")
    partner = links[draw.index(count, links.height)]
    yield "emails", rows
    yield "emails_text", _texts(company, rows, partner)
    yield "emails_beans", _beans(company, rows, partner)
    yield "emails_email_addr_rel", _address_links(company, rows, partner)


def _texts(company: Population, rows: pl.DataFrame, partner: pl.DataFrame) -> pl.DataFrame:
    draw, count = company.draw, rows.height
    body = draw.pick(vocabulary().sentences, count).fill_null("")
    people = joined("Sales <sales@ourcompany.example>; ", partner["address"])
    columns = {
        "email_id": rows["id"],
        "from_addr": joined("Somebody <", partner["address"], ">"),
        "to_addrs": people,
        "cc_addrs": draw.pick((None, ""), count),
        "description": body,
        "description_html": joined("<p>", body, "</p>"),
        "deleted": rows["deleted"],
    }
    return frame_of(count, columns)


def _beans(company: Population, rows: pl.DataFrame, partner: pl.DataFrame) -> pl.DataFrame:
    links = company.link(
        rows["date_modified"],
        email_id=rows["id"],
        bean_id=partner["bean_id"],
        bean_module="Contacts",
    )
    return links.with_columns(rows["deleted"])


def _address_links(company: Population, rows: pl.DataFrame, partner: pl.DataFrame) -> pl.DataFrame:
    columns = {
        "id": company.draw.ids(rows.height),
        "email_id": rows["id"],
        "address_type": company.draw.pick(("from", "to", "cc"), rows.height),
        "email_address_id": partner["id"],
        "deleted": rows["deleted"],
    }
    return frame_of(rows.height, columns)
