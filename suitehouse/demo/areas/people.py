"""Users and their groups, accounts of skewed sizes, and the contacts who work there."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from suitehouse.demo.areas.persons import addresses, person_columns, person_names, phones
from suitehouse.demo.draw import joined
from suitehouse.demo.population import Population, Rows, choose, frame_of
from suitehouse.demo.words import vocabulary

# Most contacts work at few accounts: the low positions are the big ones.
ACCOUNT_SKEW = 3.0
_NAMED_USERS = ("1", "seed_chris_id", "seed_jim_id", "seed_max_id", "seed_sally_id", "seed_will_id")
_GROUPS = ("Sales North", "Sales South", "Support", "Marketing", "Verwaltung & Einkauf")


def people(company: Population) -> Iterator[Rows]:
    """Yield users, security groups, accounts, contacts and their links."""
    yield _users(company)
    yield from _groups(company)
    yield _accounts(company)
    yield _contacts(company)
    yield _employments(company)


def _users(company: Population) -> Rows:
    draw, count = company.draw, company.share(0.002, least=12)
    ids = pl.concat([pl.Series(_NAMED_USERS), draw.ids(count - len(_NAMED_USERS))])
    company.frames["users"] = pl.DataFrame({"id": ids})
    names = person_names(draw, count)
    shown = frame_of(
        count,
        {
            "user_name": joined("user", pl.Series(range(count))),
            "first_name": names["first_name"],
            "last_name": names["last_name"],
            "title": draw.pick(("Account manager", "Support", "Vertrieb", None), count),
            "department": draw.pick(("Sales", "Support", ""), count),
            "phone_work": phones(draw, count, 0.9),
            "phone_mobile": phones(draw, count, 0.5),
            "status": draw.pick(("Active", "Inactive"), count, [0.9, 0.1]),
            "employee_status": "Active",
            "is_admin": pl.Series([1] + [0] * (count - 1)),
            "reports_to_id": choose(draw.chance(count, 0.6), "seed_sally_id", ""),
            **addresses(draw, count, "address", blank=0.5),
        },
    )
    rows = company.record(count, **shown.to_dict()).with_columns(ids.alias("id"), deleted=pl.lit(0))
    company.frames["users"] = rows.select("id", "first_name", "last_name")
    return "users", rows.drop("assigned_user_id")


def _groups(company: Population) -> Iterator[Rows]:
    draw, count = company.draw, len(_GROUPS)
    groups = company.record(count, name=pl.Series(_GROUPS), noninheritable=0, deleted=0)
    company.frames["securitygroups"] = groups.select("id")
    yield "securitygroups", groups
    users = company["users"]["id"]
    members = company.link(
        draw.stamps(len(users)),
        securitygroup_id=draw.pick(groups["id"], len(users)),
        user_id=users,
        primary_group=draw.flags(len(users), 0.5),
        noninheritable=0,
    )
    yield "securitygroups_users", members


def _accounts(company: Population) -> Rows:
    draw, count = company.draw, company.share(0.2, least=80)
    names = _company_names(company, count)
    revenue = joined(pl.Series(draw.integers(count, 1, 900)), "00000")
    rows = company.record(
        count,
        name=names,
        description=draw.pick(vocabulary().sentences, count),
        account_type=company.enumeration("accounts", "account_type", count, blank=0.1),
        industry=company.enumeration("accounts", "industry", count, blank=0.15),
        annual_revenue=draw.sparse(draw.sparse(revenue, 0.3), 0.1, other=""),
        phone_office=phones(draw, count, 0.9),
        phone_alternate=phones(draw, count, 0.1),
        phone_fax=phones(draw, count, 0.2),
        website=draw.sparse(joined("http://www.", _domains(names)), 0.2, other="http://"),
        ownership=draw.sparse(person_names(draw, count)["last_name"], 0.8),
        employees=draw.sparse(pl.Series(draw.integers(count, 1, 5000)).cast(pl.String), 0.4),
        **addresses(draw, count, "billing_address"),
        **addresses(draw, count, "shipping_address", blank=0.5),
    )
    parents = rows["id"].gather(draw.index(count, max(1, count // 50)))
    rows = rows.with_columns(choose(draw.chance(count, 0.1), parents, None).alias("parent_id"))
    address = [name for name in rows.columns if name.startswith(("billing_", "shipping_"))]
    kept = rows.select("id", "name", "deleted", "date_entered", *address)
    company.frames["accounts"] = kept.with_columns(_domains(names).alias("domain"))
    return "accounts", rows


def _company_names(company: Population, count: int) -> pl.Series:
    """Return names that are all different, so that a name is a usable hint in exports."""
    words = vocabulary()
    starts, middles, ends = (words.company_starts, words.company_middles, words.company_ends)
    pool = len(starts) * len(middles) * len(ends)
    order = company.draw.rng.permutation(pool)
    place = order[np.arange(count) % pool]
    series = pl.Series(np.arange(count) // pool + 1)
    name = joined(
        pl.Series(starts).gather(place % len(starts)),
        " ",
        pl.Series(middles).gather(place // len(starts) % len(middles)),
        " ",
        pl.Series(ends).gather(place // len(starts) // len(middles)),
    )
    return choose(series == 1, name, joined(name, " ", series))


def _domains(names: pl.Series) -> pl.Series:
    """Return a domain made of the Latin letters of a name and its place in the list."""
    letters = names.str.to_lowercase().str.normalize("NFKD").str.replace_all("[^a-z]", "")
    return joined(letters.str.slice(0, 20), pl.Series(range(len(names))), ".example")


def _contacts(company: Population) -> Rows:
    draw, count = company.draw, company.size
    names = person_names(draw, count)
    accounts = company["accounts"]
    place = draw.index(count, accounts.height, skew=ACCOUNT_SKEW)
    employed = draw.chance(count, 0.95)
    rows = company.record(
        count,
        first_name=names["first_name"],
        last_name=names["last_name"],
        **person_columns(draw, count),
        lead_source=company.enumeration("contacts", "lead_source", count, blank=0.2),
        portal_account_disabled=draw.pick((None, 0, 1), count, [0.8, 0.15, 0.05]),
    )
    manager = rows["id"].gather(draw.index(count, max(1, count // 20)))
    reports_to = draw.pick((None, ""), count)
    rows = rows.with_columns(
        choose(draw.chance(count, 0.15), manager, reports_to).alias("reports_to_id")
    )
    kept = rows.select("id", "first_name", "last_name", "phone_work", "deleted", "date_entered")
    company.frames["contacts"] = kept.with_columns(
        rows["date_modified"],
        choose(employed, accounts["id"].gather(place), None).alias("account_id"),
        accounts["domain"].gather(place).alias("domain"),
    )
    return "contacts", rows


def _employments(company: Population) -> Rows:
    contacts = company["contacts"].filter(pl.col("account_id").is_not_null())
    links = company.link(
        contacts["date_modified"], contact_id=contacts["id"], account_id=contacts["account_id"]
    )
    return "accounts_contacts", links.with_columns(contacts["deleted"])
