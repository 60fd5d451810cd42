"""Who a row is about, as tokens: names and e-mail addresses of the CRM and of exports alike.

The CRM's are tokens in the warehouse already, but for names of organisations, which are readable
there and become tokens here. Those of exports never leave memory in the clear. What is equal as a
token is equal as a name, since tokens are made of the one spelling of a name; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

import polars as pl
import pyarrow as pa

from suitehouse.ledger.item import LedgerItem

ACCOUNT_TABLES: Final = frozenset({"accounts", "email_addr_bean_rel", "email_addresses"})
BILLED_TABLES: Final = ACCOUNT_TABLES
# Returns the token of each value of a class of personal data, as a masker does.
MakeTokens = Callable[[str, pl.Series], pl.Series]
NOT_COMPARED: Final = (
    "Persons' names and e-mail addresses were not compared, since no masking key is configured and"
    " the warehouse has tokens of them; set SUITEHOUSE_MASKING_KEY to the key that it was masked"
    " with, then reconcile again."
)
_MASKED: Final = r"^(?:name|email):[A-Za-z0-9_.-]+:[0-9a-f]{32}$"
_ADDRESSES: Final = """
select {row} as id, 'email' as privacy_class, e.email_address as value
from {rows}
join landing.email_addr_bean_rel as b on b.bean_id = {owner} and not coalesce(b.deleted, false)
join landing.email_addresses as e
    on e.id = b.email_address_id and not coalesce(e.deleted, false)
where e.email_address <> ''
"""


def account_parties() -> str:
    """Return the statement for the names and addresses of accounts."""
    rows = "landing.accounts as a"
    names = f"select a.id, 'name' as privacy_class, a.name as value from {rows} where a.name <> ''"  # noqa: S608
    return f"{names} union all {_ADDRESSES.format(row='a.id', rows=rows, owner='a.id')}"


def billed_parties(table: str) -> str:
    """Return the statement for whom each row of a table bills: account and contact."""
    rows = f"landing.{table} as i"
    names = f"""
        select i.id, 'name' as privacy_class, a.name as value
        from {rows} join landing.accounts as a on a.id = i.billing_account_id where a.name <> ''
    """  # noqa: S608 - a name of ours
    owned = (
        _ADDRESSES.format(row="i.id", rows=rows, owner=f"i.{owner}")
        for owner in ("billing_account_id", "billing_contact_id")
    )
    return " union all ".join([names, *owned])


class PartyTokens:
    """Makes the keys by which parties are compared.

    Args:
        tokens: Makes tokens, as the warehouse was masked or not.
        compares_persons: Whether the tokens are those of the warehouse.
    """

    def __init__(self, tokens: MakeTokens, *, compares_persons: bool = True) -> None:
        self._tokens = tokens
        self.compares_persons = compares_persons

    def __repr__(self) -> str:
        return "<PartyTokens>"

    def landed(self, parties: pa.Table) -> pl.DataFrame:
        """Return `id` and `key` of who is named in landed rows."""
        frame = pl.DataFrame(pl.from_arrow(parties))
        # The domain behind an address's token says nothing that the token does not.
        bare = pl.when(pl.col("privacy_class") == "email").then(
            pl.col("value").str.split("@").list.first()
        )
        frame = frame.with_columns(value=bare.fill_null(pl.col("value")))
        done = frame.filter(pl.col("value").str.contains(_MASKED)).select("id", key="value")
        clear = frame.filter(~pl.col("value").str.contains(_MASKED))
        made = [
            of_class.select("id", key=self._tokens(str(name), of_class["value"]))
            for (name,), of_class in clear.partition_by("privacy_class", as_dict=True).items()
        ]
        return pl.concat([done, *made]).unique()

    def of_items(self, numbers: Sequence[int], items: Sequence[LedgerItem]) -> pl.DataFrame:
        """Return `item` and `key` of whom exports' rows name."""
        names = self._keys(numbers, "name", (item.party_name for item in items))
        emails = self._keys(numbers, "email", (item.party_email for item in items))
        return pl.concat([names, emails])

    def titles(self, numbers: Sequence[int], titles: Iterable[str]) -> pl.DataFrame:
        """Return `item` and `key` of texts that the CRM may have as a title."""
        return self._keys(numbers, "free_text", titles)

    def _keys(
        self, numbers: Sequence[int], privacy_class: str, values: Iterable[str]
    ) -> pl.DataFrame:
        frame = pl.DataFrame(
            {"item": numbers, "value": list(values)},
            schema={"item": pl.Int32, "value": pl.String},
        ).filter(pl.col("value") != "")
        return frame.select("item", key=self._tokens(privacy_class, frame["value"]))
