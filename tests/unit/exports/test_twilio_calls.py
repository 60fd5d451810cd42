from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from suitehouse.errors import ExportError
from suitehouse.intake.folder import read_export
from suitehouse.ledger.books import Books
from suitehouse.ledger.export_file import ExportFile
from suitehouse.ledger.item import ItemKind, Side

HEADER = "id,created_at,direction,duration,from,price,price_unit,start_time,status,to\n"
SID = "CA0123456789abcdef0123456789abcdef"
ROW = (
    f"{SID},2026-03-12 23:59:00.000000 UTC,inbound,12,15555550100,-0.0085,USD,"
    "2026-03-13 00:00:01.000000 UTC,completed,15555550199\n"
)


def _read(text: str) -> ExportFile:
    return read_export("calls.csv", text.encode(), Books("EUR"))


def _codes(file: ExportFile) -> list[tuple[str, int | None]]:
    return [(finding.code, finding.line) for finding in file.findings]


def test_a_call_is_an_item_on_the_day_it_started_in_utc() -> None:
    file = _read(HEADER + ROW)

    item = file.items[0]
    assert (file.side, item.side, item.kind) == (Side.CALLS, Side.CALLS, ItemKind.CALL)
    assert (item.at, item.on) == (datetime(2026, 3, 13, 0, 0, 1, tzinfo=UTC), date(2026, 3, 13))
    assert (item.source_id, item.has_own_id) == (SID, True)
    assert (str(item.money), _codes(file)) == ("-0.0085 USD", [])


@pytest.mark.parametrize(
    ("direction", "party"),
    [
        ("inbound", "+15555550100"),
        ("outbound-api", "+15555550199"),
        ("outbound-dial", "+15555550199"),
    ],
)
def test_the_party_is_the_number_that_is_not_ours(direction: str, party: str) -> None:
    assert _read(HEADER + ROW.replace("inbound", direction)).items[0].party_id == party


@pytest.mark.parametrize(
    ("number", "party"),
    [
        ("15555550100", "+15555550100"),
        ("+15555550100", "+15555550100"),
        ("72345", "72345"),
        ("anonymous", "anonymous"),
        ("client:desk", "client:desk"),
        ("", ""),
    ],
)
def test_the_plus_that_a_number_lost_comes_back(number: str, party: str) -> None:
    item = _read(HEADER + ROW.replace("15555550100", number)).items[0]

    assert item.party_id == party


@pytest.mark.parametrize("number", ["1.55556E+10", '"1,55556E+10"', "1E+10"])
def test_a_number_that_a_spreadsheet_rounded_is_refused(number: str) -> None:
    with pytest.raises(ExportError, match="rounded by a spreadsheet") as refused:
        _read(HEADER + ROW.replace("15555550100", number))

    assert (refused.value.line, refused.value.column) == (2, "from")


@pytest.mark.parametrize(
    ("status", "codes"),
    [("canceled", []), ("no-answer", []), ("completed", [("no_price", None)])],
)
def test_a_blank_price_is_nil(status: str, codes: list[tuple[str, int | None]]) -> None:
    file = _read(HEADER + ROW.replace("-0.0085", "").replace("completed", status))

    assert (str(file.items[0].money), _codes(file)) == ("0.00 USD", codes)


def test_a_blank_price_without_a_unit_is_nil_at_home() -> None:
    raw = HEADER + ROW.replace("-0.0085,USD", ",").replace("completed", "canceled")

    assert str(_read(raw).items[0].money) == "0.00 EUR"


def test_a_price_with_a_decimal_comma_is_not_a_thousand_times_as_much() -> None:
    text = (HEADER + ROW).replace(",", ";").replace("-0.0085", "-0,014")

    with pytest.raises(ExportError) as refused:
        _read(text)

    assert (refused.value.line, refused.value.column) == (2, "price")


def test_a_call_that_never_started_counts_on_the_day_it_was_made() -> None:
    raw = HEADER + ROW.replace("2026-03-13 00:00:01.000000 UTC", "")

    assert _read(raw).items[0].on == date(2026, 3, 12)


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        (SID, "", "sid"),
        ("-0.0085", "free", "price"),
        ("-0.0085", '"-0,0085"', "price"),
        (",USD,", ",,", "price_unit"),
        (",USD,", ",dollars,", "price_unit"),
        ("2026-03-13 00:00:01", "2026-02-30 00:00:01", "start_time"),
        ("2026-03-13 00:00:01.000000 UTC", "soon", "start_time"),
    ],
)
def test_a_broken_cell_refuses_the_file_and_names_the_place(
    old: str, new: str, column: str
) -> None:
    with pytest.raises(ExportError) as refused:
        _read(HEADER + ROW.replace(old, new, 1))

    assert (refused.value.line, refused.value.column) == (2, column)


@pytest.mark.parametrize("name", ["duration", "start_time", "price", "direction"])
def test_a_table_without_one_of_its_columns_is_not_recognised(name: str) -> None:
    with pytest.raises(ExportError, match="no export that suitehouse knows"):
        _read(HEADER.replace(name, "other") + ROW)


def test_columns_that_stand_twice_must_agree() -> None:
    with pytest.raises(ExportError, match="two headers of that name"):
        _read(HEADER.replace("\n", ",price\n") + ROW.replace("\n", ",-1\n"))


def test_a_row_cut_off_is_refused() -> None:
    with pytest.raises(ExportError) as refused:
        _read(HEADER + ROW + ROW[: ROW.index("-0.0085") + 7])

    assert refused.value.line == 3


def test_a_formula_is_never_printed() -> None:
    file = _read(HEADER + ROW.replace(SID, "=cmd()").replace("15555550100", "=1+1"))

    assert "cmd" not in repr(file)
    assert file.items[0].source_id.startswith("id#")
