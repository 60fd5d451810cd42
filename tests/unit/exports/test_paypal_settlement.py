from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from suitehouse.errors import ExportError
from suitehouse.intake.folder import read_export
from suitehouse.ledger.books import Books
from suitehouse.ledger.export_file import ExportFile
from suitehouse.ledger.item import ItemKind, LedgerItem, PaymentStatus

COLUMNS = (
    '"CH","Transaction ID","Invoice ID","PayPal Reference ID","PayPal Reference ID Type",'
    '"Transaction Event Code","Transaction Initiation Date","Transaction Completion Date",'
    '"Transaction Debit or Credit","Gross Transaction Amount","Gross Transaction Currency",'
    '"Fee Debit or Credit","Fee Amount","Fee Currency","Custom Field","Consumer ID",'
    '"Bank Reference ID"'
)
DAY = "2026/03/01 08:00:00 -0800"


def row(transaction: str, code: str, amount: str, **other: str) -> str:
    """Return an SB row; the amount is `CR 120000`, a fee `"DR",3510,"USD"`."""
    cells = {"invoice": "", "about": "", "currency": "USD", "fee": '"",,""', "done": DAY, **other}
    side, _, gross = amount.partition(" ")
    kind = "TXN" if cells["about"] else ""
    return (
        f'"SB","{transaction}","{cells["invoice"]}","{cells["about"]}","{kind}","{code}",{DAY},'
        f'{cells["done"]},"{side}",{gross},"{cells["currency"]}",{cells["fee"]},"","C1",""'
    )


def report(*rows: str, totals: tuple[str, ...] = (), count: int | None = None) -> bytes:
    """Return a settlement report of one section; `totals` without their row type."""
    count = len(rows) if count is None else count
    lines = [
        '"RH",2026/03/02 02:21:10 -0800,"A","ACCT",009,',
        '"FH",01',
        '"SH",2026/03/01 00:00:00 -0800,2026/03/01 23:59:59 -0800,"ACCT",""',
        COLUMNS,
        *rows,
        *(f'"SF",{total}' for total in totals),
        f'"SC",{count}',
        *(f'"RF",{total}' for total in totals),
        f'"RC",{count}',
        f'"FF",{count}',
    ]
    return ("\ufeff" + "".join(f"{line}\n" for line in lines)).encode()


SALE = row("0AA1", "T0006", "CR 120000", invoice="INV-2001", fee='"DR",3510,"USD"')
SALE_TOTAL = '"USD",120000,0,0,3510,"CR",0,"CR",116490,1'


def _read(raw: bytes) -> ExportFile:
    return read_export("stl.csv", raw, Books("EUR"))


def _items(*rows: str) -> tuple[LedgerItem, ...]:
    return _read(report(*rows)).items


def _codes(file: ExportFile) -> list[tuple[str, int | None]]:
    return [(finding.code, finding.line) for finding in file.findings]


def test_a_payment_is_a_charge_with_its_fee_invoice_and_instant() -> None:
    [item] = _items(SALE)

    assert (item.kind, str(item.money), item.fee) == (
        ItemKind.CHARGE,
        "1,200.00 USD",
        Decimal("35.10"),
    )
    assert (item.references, item.status) == (("INV-2001",), PaymentStatus.PAID)
    assert (item.on, item.at) == (date(2026, 3, 1), datetime(2026, 3, 1, 16, tzinfo=UTC))
    assert (item.has_own_id, item.link, item.party_id) == (True, item.source_id, "C1")


def test_a_sound_report_foots_and_tells_its_own_period() -> None:
    file = _read(report(SALE, totals=(SALE_TOTAL,)))

    assert _codes(file) == []
    assert file.facts.agrees_to_total
    assert file.covers == (date(2026, 3, 1), date(2026, 3, 1))
    assert file.facts.printed_at == datetime(2026, 3, 2, 2, 21, 10)  # noqa: DTZ001 - it names no zone
    assert file.lines_by_kind == {"item": 1, "detail": 0, "layout": 4, "total": 4, "footer": 1}


def test_amounts_are_hundredths_in_currencies_without_decimals_too() -> None:
    [item] = _items(row("0AA2", "T0006", "CR 1500000", currency="JPY", fee='"DR",58000,"JPY"'))

    assert (str(item.money), item.fee) == ("15,000 JPY", Decimal(580))


@pytest.mark.parametrize(
    ("code", "amount", "kind"),
    [
        ("T0000", "CR 100", ItemKind.CHARGE),
        ("T0002", "CR 100", ItemKind.CHARGE),
        ("T0003", "DR 100", ItemKind.PAYMENT),
        ("T1107", "DR 100", ItemKind.REFUND),
        ("T1106", "DR 100", ItemKind.DISPUTE),
        ("T1110", "DR 100", ItemKind.HOLD),
        ("T1111", "CR 100", ItemKind.RELEASE),
        ("T1201", "DR 100", ItemKind.DISPUTE),
        ("T1202", "CR 100", ItemKind.DISPUTE_REVERSAL),
        ("T0106", "DR 100", ItemKind.FEE),
        ("T1108", "CR 100", ItemKind.FEE),
        ("T0200", "DR 100", ItemKind.CONVERSION),
        ("T0400", "DR 100", ItemKind.PAYOUT),
        ("T1900", "DR 100", ItemKind.ADJUSTMENT),
        ("T9900", "DR 100", ItemKind.OTHER),
    ],
)
def test_an_event_code_says_what_happened(code: str, amount: str, kind: ItemKind) -> None:
    [item] = _items(row("0AA3", code, amount))

    assert item.kind is kind
    assert item.money.amount == (1 if amount.startswith("CR") else -1)


def test_a_void_of_an_authorisation_moves_nothing() -> None:
    assert [item.set_aside for item in _items(row("0AA3", "T1302", "DR 100"))] == ["memo"]


def test_the_fee_has_a_sign_of_its_own_and_may_come_back() -> None:
    refund = row("0AA4", "T1107", "DR 20000", about="0AA1", fee='"CR",510,"USD"')

    sale, back = _items(SALE, refund)

    assert (str(back.money), back.fee) == ("-200.00 USD", Decimal("-5.10"))
    assert back.link == sale.link


def test_hold_and_release_share_a_transaction_id_and_stay_two() -> None:
    hold, release = _items(
        row("0AA5", "T1110", "DR 500", about="0AA1"), row("0AA5", "T1111", "CR 500", about="0AA1")
    )

    assert hold.source_id == release.source_id
    assert (hold.kind, release.kind) == (ItemKind.HOLD, ItemKind.RELEASE)


def test_fee_and_reversal_of_a_chargeback_belong_to_its_payment() -> None:
    sale, *others = _items(
        SALE,
        row("0AA2", "T1201", "DR 120000", about="0AA1"),
        row("0AA3", "T0106", "DR 2000", about="0AA2"),
        row("0AA4", "T1202", "CR 120000", about="0AA2"),
    )

    assert {item.link for item in others} == {sale.link}


def test_a_conversion_is_a_pair_that_points_to_the_payment() -> None:
    out = row("0AA6", "T0200", "DR 1840", about="0AA1", currency="BRL")
    back = row("0AA7", "T0200", "CR 327", about="0AA1")

    assert (
        _codes(_read(report(out, back, totals=('"USD",327,0,0,0,1', '"BRL",0,1840,0,0,1')))) == []
    )
    lonely = _read(report(out, totals=('"BRL",0,1840,0,0,1',)))
    assert _codes(lonely) == [("unpaired_conversion", None)]


def test_a_currency_that_nets_to_zero_needs_no_total_but_counts() -> None:
    sale = row("0AA6", "T0003", "CR 1840", currency="BRL")
    sold = row("0AA7", "T0200", "DR 1840", about="0AA6", currency="BRL")
    bought = row("0AA8", "T0200", "CR 327", about="0AA6")

    file = _read(report(sale, sold, bought, totals=('"USD",327,0,0,0,1',)))

    assert _codes(file) == []


def test_a_currency_that_moves_needs_a_total() -> None:
    assert _codes(_read(report(SALE))) == [("total_is_missing", 6), ("total_is_missing", 7)]


@pytest.mark.parametrize(
    "total",
    [
        '"USD",120001,0,0,3510,1',
        '"USD",120000,1,0,3510,1',
        '"USD",120000,0,1,3510,1',
        '"USD",120000,0,0,3511,1',
        '"USD",120000,0,0,3510,2',
    ],
)
def test_each_total_is_footed(total: str) -> None:
    file = _read(report(SALE, totals=(total,)))

    assert _codes(file) == [("total_does_not_foot", 6), ("total_does_not_foot", 8)]
    assert (file.is_sound, file.facts.agrees_to_total) == (False, False)


def test_the_rows_lead_from_the_beginning_to_the_ending_balance() -> None:
    off = SALE_TOTAL.replace("116490", "116491")
    overdrawn = '"USD",120000,0,0,3510,"DR",16490,"CR",100000,1'

    assert _codes(_read(report(SALE, totals=(overdrawn,)))) == []
    assert [code for code, _ in _codes(_read(report(SALE, totals=(off,))))] == [
        "balance_does_not_roll"
    ] * 2


def test_counts_of_section_report_and_file_are_footed() -> None:
    file = _read(report(SALE, totals=(SALE_TOTAL,), count=2))

    assert _codes(file) == [("count_does_not_foot", line) for line in (7, 9, 10)]
    assert not file.is_sound


def test_a_report_cut_off_between_rows_is_doubtful() -> None:
    cut = report(SALE, totals=(SALE_TOTAL,)).partition(b'"SF"')[0]

    assert _codes(_read(cut)) == [("truncated", None)]


def test_the_last_file_of_several_is_not_compared_with_totals_over_all() -> None:
    raw = report(SALE, totals=(SALE_TOTAL,)).replace(b'"FH",01', b'"FH",02')
    raw = raw.replace(b'"RF","USD",120000', b'"RF","USD",990000').replace(b'"RC",1', b'"RC",9')

    file = _read(raw)

    assert _codes(file) == [("report_in_parts", None)]
    assert file.is_sound


def test_the_first_file_of_several_has_no_totals_over_all() -> None:
    raw = report(SALE, totals=(SALE_TOTAL,))
    without = b"".join(
        line for line in raw.splitlines(keepends=True) if line[1:3] not in {b"RF", b"RC"}
    )

    assert _codes(_read(without)) == [("report_in_parts", None)]


def test_a_payment_completed_months_later_is_dated_when_the_balance_moved() -> None:
    [item] = _items(row("0AA1", "T0006", "CR 100", done="2026/07/01 00:30:00 -0700"))

    assert (item.on, item.at) == (date(2026, 7, 1), datetime(2026, 7, 1, 7, 30, tzinfo=UTC))


def test_an_attempt_behind_the_invoice_number_is_tried_without() -> None:
    [item] = _items(row("0AA1", "T0006", "CR 100", invoice="INV-2001.1"))

    assert item.references == ("INV-2001.1", "INV-2001")


def test_a_withdrawal_names_the_bank_s_reference() -> None:
    withdrawal = row("0AA9", "T0400", "DR 100").removesuffix('""') + '"1047420000001"'

    assert [item.payout for item in _items(withdrawal)] == ["1047420000001"]


def test_quotes_padding_and_columns_in_another_order_make_no_difference() -> None:
    raw = report(SALE, totals=(SALE_TOTAL,))
    bare = raw.replace(b'"SB","0AA1"', b"SB,0AA1").replace(b'"C1",""', b'"C1","",,,,')
    swapped = raw.replace(b'"Transaction ID","Invoice ID"', b'"Invoice ID","Transaction ID"')
    swapped = swapped.replace(b'"0AA1","INV-2001"', b'"INV-2001","0AA1"')

    for other in (bare, swapped, raw.replace(b",", b"\t")):
        assert _read(other).items[0].references == ("INV-2001",)
        assert _codes(_read(other)) == []


def test_a_code_that_is_not_known_is_remarked() -> None:
    file = _read(report(row("0AA1", "T7700", "CR 100"), totals=('"USD",100,0,0,0,1',)))

    assert _codes(file) == [("other_category", None)]


@pytest.mark.parametrize(
    ("damaged", "column"),
    [
        (SALE.replace("120000", "1200.00"), "gross transaction amount"),
        (SALE.replace("120000", '"1.200,00"'), "gross transaction amount"),
        (SALE.replace("120000", "=1+1"), "gross transaction amount"),
        (SALE.replace("120000", "-120000"), "gross transaction amount"),
        (SALE.replace('"CR",', '"XX",'), "transaction debit or credit"),
        (SALE.replace('120000,"USD"', '120000,"dollar"'), "gross transaction currency"),
        (SALE.replace('3510,"USD"', '3510,"EUR"'), "fee currency"),
        (SALE.replace(f"{DAY},{DAY}", f"{DAY},yesterday"), "transaction completion date"),
        (SALE.replace(DAY, "0001/01/01 00:00:00 +1400"), "transaction completion date"),
        (row("0AA2", "T0006", "CR 150050", currency="JPY"), "gross transaction amount"),
        (SALE.replace('"SB"', '"XY"'), ""),
        (SALE + ',"more"', ""),
    ],
)
def test_a_broken_row_refuses_the_file_and_names_the_place(damaged: str, column: str) -> None:
    with pytest.raises(ExportError) as refused:
        _read(report(damaged))

    assert (refused.value.file, refused.value.line, refused.value.column) == ("stl.csv", 5, column)


@pytest.mark.parametrize(
    "total", ['"USD",1', '"USD",1200.00,0,0,3510,1', '"USD",a,0,0,3510,1', '"USD",1,0,0,3510,x']
)
def test_a_row_of_totals_that_is_none_refuses_the_file(total: str) -> None:
    with pytest.raises(ExportError, match="total"):
        _read(report(SALE, totals=(total,)))


def test_two_reports_joined_are_refused() -> None:
    raw = report(SALE, totals=(SALE_TOTAL,))

    with pytest.raises(ExportError, match="two files were joined") as refused:
        _read(raw + raw.decode("utf-8-sig").encode())

    assert refused.value.line == 11


def test_rows_above_the_column_names_or_under_others_are_refused() -> None:
    raw = report(SALE)
    lines = raw.splitlines(keepends=True)
    early = b"".join([*lines[:3], lines[4], lines[3], *lines[5:]])
    renamed = raw + raw.replace(b'"Fee Amount"', b'"Cost"')

    with pytest.raises(ExportError, match="names the columns"):
        _read(early)
    with pytest.raises(ExportError, match="is no export that suitehouse knows"):
        _read(raw.replace(b'"Fee Amount"', b'"Cost"'))
    with pytest.raises(ExportError):
        _read(renamed)


def test_a_column_twice_with_different_cells_is_refused() -> None:
    raw = (
        report(SALE).replace(b'"Custom Field"', b'"Invoice ID"').replace(b',"","C1"', b',"X","C1"')
    )

    with pytest.raises(ExportError, match="two headers") as refused:
        _read(raw)

    assert (refused.value.line, refused.value.column) == (5, "invoice id")
