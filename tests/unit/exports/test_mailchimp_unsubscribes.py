from __future__ import annotations

from datetime import UTC, datetime

import pytest

from suitehouse.errors import ExportError
from suitehouse.intake.folder import read_export
from suitehouse.ledger.books import Books
from suitehouse.ledger.export_file import ExportFile
from suitehouse.ledger.item import ItemKind

HEADER = "campaign_id,member_id,_fivetran_synced,list_id,reason,timestamp\n"
ROW = (
    "c1,4d1bf0aa67690a2b483771ce00cfb6a7,2026-04-17 16:37:22.926,l1,own words,2026-03-12 16:32:51\n"
)


def _read(text: str) -> ExportFile:
    return read_export("unsubscribe.csv", text.encode(), Books("EUR"))


def test_an_event_is_an_item_that_moves_no_money() -> None:
    item = _read(HEADER + ROW).items[0]

    assert (item.kind, str(item.money)) == (ItemKind.UNSUBSCRIBE, "0.00 EUR")
    assert item.at == datetime(2026, 3, 12, 16, 32, 51, tzinfo=UTC)
    assert item.party_id == "4d1bf0aa67690a2b483771ce00cfb6a7"


def test_an_event_loaded_again_is_the_same_one() -> None:
    first = _read(HEADER + ROW).items[0]
    again = _read(HEADER + ROW.replace("2026-04-17", "2026-04-18")).items[0]
    other = _read(HEADER + ROW.replace("c1", "c2")).items[0]

    assert first.source_id == again.source_id != other.source_id
    assert first.has_own_id


def test_neither_the_member_nor_the_reason_is_ever_printed() -> None:
    file = _read(HEADER + ROW)

    assert "4d1bf0aa" not in repr(file)
    assert "own words" not in repr(file)


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ("c1,", ",", "campaign_id"),
        ("4d1bf0aa67690a2b483771ce00cfb6a7", "", "member_id"),
        (",l1,", ",,", "list_id"),
        ("2026-03-12 16:32:51", "", "timestamp"),
        ("2026-03-12 16:32:51", "2026-02-30", "timestamp"),
    ],
)
def test_a_broken_cell_refuses_the_file_and_names_the_place(
    old: str, new: str, column: str
) -> None:
    with pytest.raises(ExportError) as refused:
        _read(HEADER + ROW.replace(old, new, 1))

    assert (refused.value.line, refused.value.column) == (2, column)


def test_a_table_without_one_of_its_columns_is_not_recognised() -> None:
    with pytest.raises(ExportError, match="no export that suitehouse knows"):
        _read((HEADER + ROW).replace("list_id", "audience"))
