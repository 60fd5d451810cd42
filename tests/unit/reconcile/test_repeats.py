"""An item that stands twice in a column is noticed, wherever its number lies."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from suitehouse.reconcile.parties import PartyTokens
from suitehouse.reconcile.repeats import repeats
from suitehouse.reconcile.store import ItemStore


@pytest.fixture
def store() -> Iterator[ItemStore]:
    made = ItemStore(str, PartyTokens(lambda _, values: values))
    made.connection.execute("insert into items (item) select unnest(range(-3, 4))")
    yield made
    made.close()


@pytest.mark.parametrize(
    ("items", "found"),
    [
        ("[]", False),
        ("[0]", False),
        ("[-3, 3, 0]", False),
        ("[null, null]", False),
        ("[-3, 1, -3]", True),
        ("[3, 3]", True),
    ],
)
def test_repeats_are_told_from_different_items(store: ItemStore, items: str, found: bool) -> None:
    store.connection.execute(
        f"create table listed as select unnest(cast({items} as int[])) as item"
    )

    assert repeats(store, "listed", "item") is found
