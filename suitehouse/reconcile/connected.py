"""Rows that shared keys connect, however many steps away."""

from __future__ import annotations

from typing import Final

from suitehouse.reconcile.store import ItemStore

_ROOTS: Final = "create or replace table roots as select distinct item, item as root from {links}"
_STEP: Final = """
create or replace table next_roots as
    with by_key as (
        select key, min(root) as root from {links} join roots using (item) group by key
    )
    select item, min(by_key.root) as root from {links} join by_key using (key) group by item
"""
_HAS_MOVED: Final = """
    select exists (select 1 from roots join next_roots n using (item) where roots.root <> n.root)
"""


def connect(store: ItemStore, links: str) -> None:
    """Fill `roots` (`item`, `root`): connected rows have one root, the smallest of their items.

    Args:
        store: Where the tables are.
        links: A table with a row for each `item` and each `key` that it shares.
    """
    run = store.connection.execute
    run(_ROOTS.format(links=links))
    run(_STEP.format(links=links))
    while store.value(_HAS_MOVED):
        run("create or replace table roots as select * from next_roots")
        run(_STEP.format(links=links))
