"""Files as banks, Mailchimp and Twilio write them, read to counts and totals stated by hand.

They lie outside the repository, where `genuine` finds them; a missing folder is a failure.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest
from genuine import SHARED

from suitehouse.errors import ExportError
from suitehouse.intake.folder import read_export
from suitehouse.ledger.books import Books
from suitehouse.ledger.export_file import ExportFile, Severity


@dataclass(frozen=True, slots=True)
class Told:
    """What a file holds: its format, items, their sums by currency, and its errors by line."""

    format: str
    items: int
    sums: dict[str, str]
    errors: tuple[int | None, ...] = ()
    foots: bool = False


CAMT, MT940, OFX = "bank_camt053", "bank_mt940", "bank_ofx"
FILES = {
    "bank/camt053.v2.minimal.xml": Told(CAMT, 1, {"EUR": "8.85"}),
    "bank/camt053.v2.five.decimals.xml": Told(CAMT, 1, {"EUR": "8.85"}, errors=(49,)),
    "bank/camt053.v2.multi.statement.xml": Told(CAMT, 2, {"EUR": "1.85"}, foots=True),
    "bank/camt053.v4.business_sample.xml": Told(CAMT, 3, {"SEK": "-64321.50"}, foots=True),
    "bank/camt053.v8.xml": Told(CAMT, 1, {"EUR": "8.85"}),
    "bank/mt940_ing.sta": Told(MT940, 7, {"EUR": "-45.59"}, errors=(26,)),
    "bank/mt940_abnamro.sta": Told(MT940, 10, {"EUR": "-345.93"}, errors=(27, 40)),
    "bank/mt940_feb30.sta": Told(MT940, 1, {"EUR": "-6"}, foots=True),
    "bank/mt940_mBank.sta": Told(MT940, 3, {"PLN": "0.03"}, foots=True),
    "bank/ofx_unescaped_ampersand.ofx": Told(OFX, 16, {"BRL": "393.82"}),
    "bank/ofx_cdata_memo.ofx": Told(OFX, 1, {"AUD": "-16.85"}),
    "bank/csv_french_semicolon.csv": Told("bank_csv_account_number", 9, {"EUR": "-337.44"}),
    "bank/csv_danish.csv": Told("bank_csv_running_balance", 6, {"EUR": "-4732.00"}, errors=(2,)),
    "mailchimp/audience_subscribed.csv": Told("mailchimp_audience", 5, {"EUR": "0"}),
    "mailchimp/audience_unsubscribed.csv": Told("mailchimp_audience", 5, {"EUR": "0"}),
    "mailchimp/audience_cleaned.csv": Told("mailchimp_audience", 5, {"EUR": "0"}),
    "mailchimp/api_unsubscribe.csv": Told("mailchimp_unsubscribes", 1, {"EUR": "0"}),
    "twilio/api_message.csv": Told("twilio_messages", 10, {"USD": "-0.1580"}),
}
CALLS = "twilio/api_call.csv"


def _raw(name: str) -> bytes:
    path = SHARED / "exports" / name
    if not path.is_file():
        pytest.fail(f"no genuine export {path}; set SUITEHOUSE_TEST_SHARED")
    return path.read_bytes()


def _read(name: str, raw: bytes) -> ExportFile:
    return read_export(name, raw, Books("EUR"))


def _sums(file: ExportFile) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for item in file.items:
        money = item.money
        sums[money.currency] = sums.get(money.currency, Decimal(0)) + money.amount
    return sums


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_genuine_file_is_read_to_the_last_line(name: str) -> None:
    told = FILES[name]

    file = _read(name, _raw(name))

    errors = [each.line for each in file.findings if each.severity is Severity.ERROR]
    assert (file.format, len(file.items)) == (told.format, told.items)
    assert _sums(file) == {code: Decimal(amount) for code, amount in told.sums.items()}
    assert (tuple(errors), file.facts.agrees_to_total) == (told.errors, told.foots)
    assert sum(file.lines_by_kind.values()) == file.line_count
    assert file.card_cells == ()


def test_every_file_of_these_systems_is_among_them() -> None:
    folders = ("bank", "mailchimp", "twilio")
    names = {
        path.relative_to(SHARED / "exports").as_posix()
        for folder in folders
        for path in (SHARED / "exports" / folder).iterdir()
    }

    assert names == {*FILES, CALLS}


def test_a_call_on_a_day_that_no_calendar_has_refuses_its_file() -> None:
    with pytest.raises(ExportError) as refused:
        _read(CALLS, _raw(CALLS))

    assert (refused.value.line, refused.value.column) == (5, "start_time")


def test_with_that_day_put_right_all_calls_are_read() -> None:
    file = _read(CALLS, _raw(CALLS).replace(b"2022-02-30", b"2022-02-28"))

    assert (file.format, len(file.items), _sums(file)) == ("twilio_calls", 9, {"USD": Decimal(0)})
    assert {item.party_id for item in file.items} == {"+15555555555"}
    assert file.findings == ()


def test_the_bank_calendars_thirtieth_of_february_is_booked_in_march() -> None:
    item = _read("feb30", _raw("bank/mt940_feb30.sta")).items[0]

    assert item.on.isoformat() == "2016-03-01"


def test_the_polish_banks_references_are_ids() -> None:
    items = _read("mbank", _raw("bank/mt940_mBank.sta")).items

    assert all(item.has_own_id for item in items)
    assert len({item.source_id for item in items}) == 3
