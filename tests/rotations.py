"""A home and two masking keys; what is to be the same before and after a rotation."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from captures import Capturer
from console import Console

from suitehouse.privacy.keys import MaskingKey

FORMER = MaskingKey(bytes(range(32)))
NEW_HEX = bytes(range(100, 132)).hex()
NEW = MaskingKey(bytes.fromhex(NEW_HEX))
_TOKEN = re.compile(r":[0-9a-f]{8}:[0-9a-f]{32}")
# Who has whose token: the sizes of the groups that tokens make, whatever the tokens are.
JOINS = {
    "people by last name": (
        "select count(*) as n from (select last_name from landing.contacts where _removed_at is "
        "null union all select last_name from landing.leads where _removed_at is null) "
        "group by last_name order by n"
    ),
    "contacts by address": (
        "select count(*) from landing.contacts as c "
        "join landing.email_addr_bean_rel as r on r.bean_id = c.id "
        "join landing.email_addresses as e on e.id = r.email_address_id "
        "join landing.email_addresses as f on f.email_address_caps = e.email_address"
    ),
    "audited names": (
        "select count(*) from landing.contacts_audit as a "
        "join landing.contacts as c on c.last_name = a.after_value_string"
    ),
    "names in history": (
        "select count(*) from history.contacts as h join landing.contacts as c "
        "on c.id = h.id and c.last_name = h.last_name where h._valid_to is null"
    ),
}


class RotatingConsole(Console):
    """The console on a home of the former key, with the new one in another variable."""

    def __init__(self, url: str | None, home: Path) -> None:
        super().__init__(url, home)
        self.environment["NEW_TEST_KEY"] = NEW_HEX

    def rotate(self, *arguments: str, to: str = "env:NEW_TEST_KEY") -> Any:
        return self("keys", "rotate", "--to", to, *arguments)

    def use_new_key(self) -> None:
        self.environment["SUITEHOUSE_MASKING_KEY"] = "env:NEW_TEST_KEY"

    def capturer(self, key: MaskingKey) -> Capturer:
        """The warehouse, to be looked into."""
        assert self.url is not None
        return Capturer(self.url, self.home / "warehouse.duckdb", key=key)


def joins(capturer: Capturer) -> dict[str, Any]:
    """The sizes of everything that tokens join."""
    return {name: capturer.rows(query) for name, query in JOINS.items()}


def without_tokens(value: Any) -> Any:
    """A value with what a key makes of it taken out."""
    return _TOKEN.sub(":token", value) if isinstance(value, str) else value


def landed_rows(capturer: Capturer) -> dict[str, list[Any]]:
    """Every live landing row, whatever its tokens and digest are."""
    return {
        table: sorted(
            repr([without_tokens(value) for name, value in row.items() if name != "_digest"])
            for row in rows
            if row["is_there"]
        )
        for table, rows in capturer.landed().items()
    }
