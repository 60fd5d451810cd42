from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from suitehouse.errors import ExportError
from suitehouse.intake.folder import read_export
from suitehouse.ledger.books import Books
from suitehouse.ledger.export_file import ExportFile
from suitehouse.ledger.item import ItemKind, Side

COMMON = "Email Address,First Name,Last Name,OPTIN_TIME,CONFIRM_TIME"
SUBSCRIBED = f"{COMMON},LAST_CHANGED,LEID,EUID,NOTES,TAGS\n"
UNSUBSCRIBED = f"{COMMON},UNSUB_TIME,UNSUB_CAMPAIGN_ID,UNSUB_REASON,LEID,EUID,NOTES,TAGS\n"
CLEANED = f"{COMMON},CLEAN_TIME,CLEAN_CAMPAIGN_ID,LEID,EUID,NOTES,TAGS\n"
MEMBER = "A@Example.com, Ann , Bee ,2026-01-01 08:00:00,2026-01-02 08:00:00"
ROW = f"{MEMBER},2026-03-12 10:00:00,17,ab12cd34ef,,\n"


def _read(text: str, encoding: str = "utf-8") -> ExportFile:
    return read_export("audience.csv", text.encode(encoding), Books("EUR"))


def test_a_subscriber_counts_on_the_latest_of_its_times() -> None:
    file = _read(SUBSCRIBED + ROW + ROW.replace("2026-03-12 10:00:00", "").replace("17", "18"))

    first, second = file.items
    assert (file.side, first.side, first.kind) == (
        Side.MARKETING,
        Side.MARKETING,
        ItemKind.SUBSCRIBER,
    )
    assert (first.at, first.on) == (datetime(2026, 3, 12, 10, tzinfo=UTC), date(2026, 3, 12))
    assert second.at == datetime(2026, 1, 2, 8, tzinfo=UTC)
    assert (first.source_id, first.has_own_id) == ("17", True)


def test_names_are_trimmed_addresses_in_small_letters_and_no_money_moves() -> None:
    item = _read(SUBSCRIBED + ROW).items[0]

    assert (item.party_name, item.party_email) == ("Ann Bee", "a@example.com")
    assert str(item.money) == "0.00 EUR"


@pytest.mark.parametrize(
    ("header", "row", "kind"),
    [
        (UNSUBSCRIBED, f"{MEMBER},2026-03-12 10:00:00,c1,no thanks,,,,\n", ItemKind.UNSUBSCRIBE),
        (CLEANED, f"{MEMBER},2026-03-12 10:00:00,c1,,,,\n", ItemKind.CLEANED),
    ],
)
def test_the_columns_tell_what_happened(header: str, row: str, kind: ItemKind) -> None:
    item = _read(header + row).items[0]

    assert (item.kind, item.on) == (kind, date(2026, 3, 12))
    assert (item.has_own_id, item.source_id) == (False, f"row-{item.row_hash}")


def test_one_address_in_two_files_is_told_apart_by_time() -> None:
    before = _read(SUBSCRIBED + ROW).items[0]
    after = _read(UNSUBSCRIBED + f"{MEMBER},2026-03-12 10:00:01,c1,,17,,,\n").items[0]

    assert before.party_email == after.party_email
    assert before.at is not None
    assert after.at is not None
    assert before.at < after.at


def test_headers_that_stand_twice_do_no_harm_where_they_are_not_read() -> None:
    header = UNSUBSCRIBED.replace("UNSUB_CAMPAIGN_ID", "UNSUB_REASON")

    item = _read(header + f"{MEMBER},2026-03-12 10:00:00,one,another,17,,,\n").items[0]

    assert item.source_id == "17"


def test_a_time_that_stands_twice_and_disagrees_is_refused() -> None:
    header = UNSUBSCRIBED.replace("UNSUB_REASON", "UNSUB_TIME")

    with pytest.raises(ExportError, match="two headers of that name") as refused:
        _read(header + f"{MEMBER},2026-03-12 10:00:00,c1,2026-03-13 10:00:00,17,,,\n")

    assert (refused.value.line, refused.value.column) == (2, "unsub_time")


@pytest.mark.parametrize(
    "tags", ['"""Editors"""', '"""One"",""Two, three"""', "Editors", '"""a\nb"""']
)
def test_quoted_lists_in_quoted_cells_are_one_cell(tags: str) -> None:
    file = _read(SUBSCRIBED + ROW.replace(",,\n", f",,{tags}\n") + ROW.replace("17", "18"))

    assert [item.source_id for item in file.items] == ["17", "18"]


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_delimiters_and_marks_are_read_too(delimiter: str) -> None:
    text = (SUBSCRIBED + ROW).replace(",", delimiter)

    assert _read(text, "utf-8-sig").items[0].source_id == "17"
    assert _read(text, "utf-16").items[0].source_id == "17"


def test_columns_may_stand_in_any_order() -> None:
    header = "TAGS,EUID,LEID,CLEAN_TIME,CONFIRM_TIME,OPTIN_TIME,Email Address"

    item = _read(f"{header}\n,ab12cd34ef,,2026-03-12 10:00:00,,,b@example.com\n").items[0]

    assert (item.kind, item.source_id) == (ItemKind.CLEANED, "ab12cd34ef")


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ("A@Example.com", "", "email address"),
        ("A@Example.com", "nobody", "email address"),
        ("2026-03-12 10:00:00", "yesterday", "last_changed"),
        ("2026-01-01 08:00:00", "2026-02-30 08:00:00", "optin_time"),
        ("2026-01-01 08:00:00", "01/02/2026", "optin_time"),
    ],
)
def test_a_broken_cell_refuses_the_file_and_names_the_place(
    old: str, new: str, column: str
) -> None:
    with pytest.raises(ExportError) as refused:
        _read(SUBSCRIBED + ROW.replace(old, new, 1))

    assert (refused.value.line, refused.value.column) == (2, column)
    assert new == "" or new not in str(refused.value)


def test_a_row_without_any_time_is_refused() -> None:
    with pytest.raises(ExportError, match="the row has no day"):
        _read(UNSUBSCRIBED + f"{MEMBER},,c1,,17,,,\n")


def test_a_file_that_is_two_of_the_three_is_refused() -> None:
    header = UNSUBSCRIBED.replace("UNSUB_REASON", "CLEAN_TIME")

    with pytest.raises(ExportError, match="not one of the three files"):
        _read(header + f"{MEMBER},2026-03-12 10:00:00,c1,,17,,,\n")


def test_a_row_longer_than_the_header_is_refused() -> None:
    with pytest.raises(ExportError, match="more cells than the header"):
        _read(SUBSCRIBED + ROW.replace("\n", ",,x\n"))


@pytest.mark.parametrize("header", ["Adresse e-mail", "Email"])
def test_headers_in_another_language_are_not_recognised(header: str) -> None:
    with pytest.raises(ExportError, match="no export that suitehouse knows"):
        _read(SUBSCRIBED.replace("Email Address", header) + ROW)


def test_a_file_cut_off_within_a_quoted_cell_is_refused() -> None:
    with pytest.raises(ExportError, match="quotation marks"):
        _read(SUBSCRIBED + ROW.replace(",,\n", ',,"""Edi'))


def test_a_formula_stays_in_memory() -> None:
    file = _read(SUBSCRIBED + ROW.replace(" Ann ", "=cmd()").replace("ab12cd34ef", "=1+1"))

    assert "cmd" not in repr(file)


def test_a_header_alone_is_a_file_without_rows() -> None:
    assert [finding.code for finding in _read(SUBSCRIBED).findings] == ["no_rows"]
