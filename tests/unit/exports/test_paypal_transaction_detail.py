from __future__ import annotations

import pytest
from export_samples.paypal_transaction_detail import paypal_transaction_detail

from suitehouse.errors import ExportError
from suitehouse.intake.folder import read_export
from suitehouse.ledger.books import Books
from suitehouse.ledger.export_file import ExportFile
from suitehouse.ledger.item import PaymentStatus

HEAD, _, _ = paypal_transaction_detail.decode().partition('"SB"')
DAY = "2026/03/01 08:00:00 -0800"


def row(transaction: str, status: str, amount: str = "10000", code: str = "T0006") -> str:
    return (
        f'"SB","{transaction}","INV-1","","","{code}",{DAY},{DAY},"CR",{amount},"USD","DR",300,'
        f'"USD","{status}","Invoice INV-7","","a@example.com","","Ann","Lee",""\n'
    )


def report(*rows: str, total: str, count: int) -> bytes:
    ends = f'"SF",{total}\n"SC",{count}\n"RF",{total}\n"RC",{count}\n"FF",{count}\n'
    return (HEAD + "".join(rows) + ends).encode()


def _read(raw: bytes) -> ExportFile:
    return read_export("trr.csv", raw, Books("USD"))


def test_a_completed_payment_names_payer_invoice_and_mentions() -> None:
    [item] = _read(report(row("0AA1", "S"), total='"USD",10000,0,0,300,1', count=1)).items

    assert (str(item.money), item.references, item.mentions) == ("100.00 USD", ("INV-1",), ("7",))
    assert (item.party_name, item.party_email) == ("Ann Lee", "a@example.com")
    assert (item.status, item.set_aside) == (PaymentStatus.PAID, "")


@pytest.mark.parametrize(
    ("status", "set_aside"), [("P", "pending"), ("D", "failed"), ("V", ""), ("S", "")]
)
def test_only_what_was_completed_takes_part(status: str, set_aside: str) -> None:
    [item] = _read(report(row("0AA1", status), total='"USD",10000,0,0,300,1', count=1)).items

    assert item.set_aside == set_aside
    assert (item.status is PaymentStatus.PAID) == (status == "S")


def test_an_authorisation_moves_nothing() -> None:
    raw = report(row("0AA1", "S", code="T1300"), total='"USD",10000,0,0,300,1', count=1)

    assert [item.set_aside for item in _read(raw).items] == ["memo"]


@pytest.mark.parametrize("total", ['"USD",10000,0,0,300,1', '"USD",30000,0,0,600,2'])
def test_totals_may_count_pending_rows_or_not(total: str) -> None:
    rows = row("0AA1", "S"), row("0AA2", "P", "20000")

    file = _read(report(*rows, total=total, count=2))

    assert (file.findings, file.facts.agrees_to_total) == ((), True)


def test_totals_that_are_neither_do_not_foot() -> None:
    rows = row("0AA1", "S"), row("0AA2", "P", "20000")

    file = _read(report(*rows, total='"USD",20000,0,0,300,1', count=2))

    assert [finding.code for finding in file.findings] == ["total_does_not_foot"] * 2
    assert not file.is_sound


def test_columns_of_the_settlement_report_do_not_stand_under_this_one() -> None:
    raw = report(row("0AA1", "S"), total='"USD",10000,0,0,300,1', count=1)

    assert _read(raw).format == "paypal_transaction_detail"
    without = raw.replace(b'"Transactional Status"', b'"Something"')
    assert _read(without).format == "paypal_settlement"


def test_a_report_cut_off_within_a_row_is_refused() -> None:
    raw = report(row("0AA1", "S"), total='"USD",10000,0,0,300,1', count=1)

    with pytest.raises(ExportError, match="quotation marks"):
        _read(raw.partition(b"Ann")[0])
