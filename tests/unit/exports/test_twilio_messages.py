from __future__ import annotations

from datetime import UTC, datetime

import pytest

from suitehouse.errors import ExportError
from suitehouse.intake.folder import read_export
from suitehouse.ledger.books import Books
from suitehouse.ledger.export_file import ExportFile
from suitehouse.ledger.item import ItemKind

HEADER = "id,body,date_sent,direction,from,num_segments,price,price_unit,status,to,created_at\n"
SID = "SM0123456789abcdef0123456789abcdef"
ROW = (
    f"{SID},Hello invoice 7,2026-03-12 16:37:07.768000 UTC,outbound-api,15555550100,2,-0.0158,USD,"
    "delivered,15555550199,2026-03-12 16:37:00.000000 UTC\n"
)


def _read(text: str) -> ExportFile:
    return read_export("messages.csv", text.encode(), Books("EUR"))


def test_a_message_is_an_item_at_the_moment_of_sending() -> None:
    item = _read(HEADER + ROW).items[0]

    assert (item.kind, str(item.money)) == (ItemKind.MESSAGE, "-0.0158 USD")
    assert item.at == datetime(2026, 3, 12, 16, 37, 7, 768000, tzinfo=UTC)
    assert (item.source_id, item.party_id) == (SID, "+15555550199")


def test_what_was_written_is_never_read() -> None:
    item = _read(HEADER + ROW).items[0]

    assert (item.references, item.mentions) == ((), ())


@pytest.mark.parametrize("number", ["whatsapp:+15555550199", "+15555550199", "15555550199"])
def test_one_number_is_one_party_by_whatever_channel(number: str) -> None:
    assert _read(HEADER + ROW.replace("15555550199", number)).items[0].party_id == "+15555550199"


def test_a_message_that_failed_has_no_price() -> None:
    file = _read(HEADER + ROW.replace("-0.0158", "").replace("delivered", "failed"))

    assert (str(file.items[0].money), file.findings) == ("0.00 USD", ())


def test_calls_are_another_format() -> None:
    with pytest.raises(ExportError, match="no export that suitehouse knows"):
        _read(HEADER.replace("num_segments", "parts") + ROW)


def test_a_broken_price_names_the_place() -> None:
    with pytest.raises(ExportError) as refused:
        _read(HEADER + ROW.replace("-0.0158", "0.0158-"))

    assert (refused.value.line, refused.value.column) == (2, "price")
