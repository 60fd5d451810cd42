"""Contacts whose first and last name both stand in the name of an account that they belong to.

The server finds them by the links' indexes and compares as loosely as it can, so that few rows
come; whether they are whole words is decided here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import polars as pl

from suitehouse.contracts.model import TableContract
from suitehouse.source.decode import decode
from suitehouse.source.reader import Query
from suitehouse.source.snapshot import SourceSnapshot

_COLUMNS: Final = {
    "accounts": ("id", "name"),
    "accounts_contacts": ("account_id", "contact_id", "deleted"),
    "contacts": ("id", "first_name", "last_name"),
}


# Without regard to case, accents, and which of the two apostrophes was typed.
_LOOSELY: Final = (
    'replace(convert({} using utf8mb4), convert(0xe28099 using utf8mb4), "\'") '
    "collate utf8mb4_unicode_ci"
)


def _in_name(column: str) -> str:
    text, name = _LOOSELY.format(f"trim(c.{column})"), _LOOSELY.format("a.name")
    # `locate` compares as many bytes, so that it would find no accent where there is none.
    return f"char_length(trim(c.{column})) > 1 and {name} like concat('%', {text}, '%')"


_LINKED: Final = f"""
    select l.account_id, c.first_name, c.last_name
    from accounts_contacts l
    join accounts a on a.id = l.account_id
    join contacts c on c.id = l.contact_id
    where l.deleted = 0 and {_in_name("last_name")} and {_in_name("first_name")}
"""  # noqa: S608 - constants


def linked_people(
    snapshot: SourceSnapshot, contracts: Mapping[str, TableContract]
) -> Iterator[pl.DataFrame]:
    """Yield them, with the account in `key`; none where the source lacks one of the tables."""
    for table, columns in _COLUMNS.items():
        live = snapshot.catalogue.get(table)
        if table not in contracts or live is None or not set(columns) <= set(live.types):
            return
    names = _COLUMNS["contacts"][1:]
    for batch in snapshot.read(Query("accounts_contacts", _LINKED, ("account_id", *names))):
        frame = pl.DataFrame(pl.from_arrow(batch.columns)).cast(pl.String)
        plain = decode(frame.select(names), contracts["contacts"]).frame
        first, last = plain.get_columns()
        yield pl.DataFrame({"key": frame["account_id"], "first": first, "last": last})
