from __future__ import annotations

import pytest

from suitehouse.ledger.export_file import ExportFile, ExportRow, RowKind
from suitehouse.ledger.item import Side


def _file(*rows: ExportRow, lines: int) -> ExportFile:
    return ExportFile("a.xml", "", "any", "Any", Side.BANK, "utf-8", "", lines, rows)


def test_a_line_that_two_records_share_counts_once() -> None:
    rows = (
        ExportRow(1, 2, RowKind.LAYOUT, ""),
        ExportRow(2, 2, RowKind.ITEM, "a", shares_line=True),
        ExportRow(2, 4, RowKind.TOTAL, "b", shares_line=True),
    )

    counts = _file(*rows, lines=4).lines_by_kind

    assert counts == {"item": 0, "detail": 0, "layout": 2, "total": 2, "footer": 0}


@pytest.mark.parametrize(
    "rows",
    [
        (ExportRow(1, 2, RowKind.ITEM, ""), ExportRow(2, 3, RowKind.ITEM, "")),
        (ExportRow(1, 1, RowKind.ITEM, ""), ExportRow(3, 3, RowKind.ITEM, "")),
        (ExportRow(1, 3, RowKind.ITEM, "", shares_line=True),),
        (ExportRow(1, 2, RowKind.ITEM, ""), ExportRow(1, 3, RowKind.ITEM, "", shares_line=True)),
        (ExportRow(1, 2, RowKind.ITEM, ""),),
    ],
)
def test_a_line_counted_twice_or_never_is_a_mistake(rows: tuple[ExportRow, ...]) -> None:
    with pytest.raises(ValueError, match=r"accounted for|rows end"):
        _file(*rows, lines=3)
