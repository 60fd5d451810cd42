from __future__ import annotations

import pytest

from suitehouse.errors import ShortfallError
from suitehouse.ledger.export_file import ExportRow, LineAccount, RowKind


def _counted(*rows: ExportRow, lines: int) -> dict[str, int]:
    account = LineAccount("a.xml")
    assert [*account.items(rows)] == []
    account.close(lines)
    return dict(account.lines_by_kind)


def test_a_line_that_two_records_share_counts_once() -> None:
    rows = (
        ExportRow(1, 2, RowKind.LAYOUT, ""),
        ExportRow(2, 2, RowKind.ITEM, "a", shares_line=True),
        ExportRow(2, 4, RowKind.TOTAL, "b", shares_line=True),
    )

    counts = _counted(*rows, lines=4)

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
    with pytest.raises(ShortfallError, match="not accounted for exactly once"):
        _counted(*rows, lines=3)
