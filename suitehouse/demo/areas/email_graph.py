"""E-mail addresses and who has them: one row per address, one link per record that uses it."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from suitehouse.demo.draw import joined
from suitehouse.demo.population import Population, Rows, choose, frame_of
from suitehouse.demo.words import vocabulary

_LINKED = ("bean_id", "bean_module", "address", "primary_address", "stamp", "deleted")


def email_graph(company: Population) -> Iterator[Rows]:
    """Yield e-mail addresses and their links to contacts, leads, targets, accounts and users.

    SuiteCRM finds an address by its upper-case copy, so one row serves everybody who shares it.
    """
    links = pl.concat(list(_links(company)))
    links = links.with_columns(pl.col("address").str.to_uppercase().alias("caps"))
    first = links.unique("caps", keep="first", maintain_order=True)
    addresses = _addresses(company, first)
    found = links.join(addresses.select("caps", "id"), on="caps", maintain_order="left")
    company.frames["email_addresses"] = addresses.select("id", "address")
    company.frames["email_links"] = found.select("bean_id", "bean_module", "id", "address")
    yield "email_addresses", _stored(addresses)
    yield "email_addr_bean_rel", _stored_links(company, found)


def _links(company: Population) -> Iterator[pl.DataFrame]:
    contacts = company["contacts"]
    personal = _addresses_of(company, contacts, contacts["domain"])
    shared = joined("info@", contacts["domain"])
    own = choose(company.draw.chance(contacts.height, 0.04), shared, personal)
    yield _part(company, _linked(contacts, "Contacts", own, primary=1), 0.94)
    second = _free_mail(company, contacts)
    yield _part(company, _linked(contacts, "Contacts", second, primary=0), 0.1)
    yield from _lead_links(company, contacts.with_columns(own.alias("address")))
    prospects = company["prospects"]
    yield _linked(prospects, "Prospects", _free_mail(company, prospects), primary=1)
    accounts = company["accounts"].with_columns(pl.col("date_entered").alias("date_modified"))
    yield _linked(accounts, "Accounts", joined("info@", accounts["domain"]), primary=1)


def _lead_links(company: Population, contacts: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """A converted lead keeps the address that its contact has."""
    leads = company["leads"]
    known = leads.join(
        contacts.select("id", "address"), left_on="contact_id", right_on="id",
        how="left", maintain_order="left",
    )  # fmt: skip
    address = choose(leads["converted"], known["address"], _free_mail(company, leads))
    yield _part(company, _linked(leads, "Leads", address, primary=1), 0.9)


def _part(company: Population, links: pl.DataFrame, share: float) -> pl.DataFrame:
    return links.filter(company.draw.chance(links.height, share) & links["address"].is_not_null())


def _addresses_of(company: Population, people: pl.DataFrame, domains: pl.Series) -> pl.Series:
    return joined(_local_parts(company, people), "@", domains)


def _free_mail(company: Population, people: pl.DataFrame) -> pl.Series:
    hosts = company.draw.pick(vocabulary().mail_hosts, people.height)
    return _addresses_of(company, people, hosts)


def _local_parts(company: Population, people: pl.DataFrame) -> pl.Series:
    """Return local parts from the Latin letters of a name; some people type capitals or a plus."""
    count = people.height
    first, last = (
        people[name].fill_null("").str.normalize("NFKD").str.replace_all("[^A-Za-z]", "")
        for name in ("first_name", "last_name")
    )
    tag = company.draw.pick(("", "", "", "", "+crm"), count)
    number = pl.Series(company.draw.integers(count, 1, 10 * count + 100))
    plain = joined(first, ".", last, number, tag)
    return choose(company.draw.chance(count, 0.9), plain.str.to_lowercase(), plain)


def _linked(people: pl.DataFrame, module: str, address: pl.Series, *, primary: int) -> pl.DataFrame:
    columns = {
        "bean_id": people["id"],
        "bean_module": module,
        "address": address,
        "primary_address": primary,
        "stamp": people["date_modified"],
        "deleted": people["deleted"],
    }
    return frame_of(people.height, columns).select(_LINKED)


def _addresses(company: Population, first: pl.DataFrame) -> pl.DataFrame:
    draw, count = company.draw, first.height
    entered = first["stamp"]
    columns = {
        "id": draw.ids(count),
        "address": first["address"],
        "caps": first["caps"],
        "invalid_email": draw.flags(count, 0.02),
        "opt_out": draw.flags(count, 0.07),
        "confirm_opt_in": draw.pick(
            ("not-opt-in", "opt-in", "confirmed-opt-in"), count, [0.7, 0.1, 0.2]
        ),
        "date_created": entered,
        "date_modified": draw.later(entered, days=90),
        "deleted": 0,
    }
    return frame_of(count, columns)


def _stored(addresses: pl.DataFrame) -> pl.DataFrame:
    return addresses.rename({"address": "email_address", "caps": "email_address_caps"})


def _stored_links(company: Population, found: pl.DataFrame) -> pl.DataFrame:
    columns = {
        "id": company.draw.ids(found.height),
        "email_address_id": found["id"],
        "bean_id": found["bean_id"],
        "bean_module": found["bean_module"],
        "primary_address": found["primary_address"],
        "reply_to_address": 0,
        "date_created": found["stamp"],
        "date_modified": found["stamp"],
        "deleted": found["deleted"],
    }
    return frame_of(found.height, columns)
