"""Stripe's five tables: what they share, and what each makes of a row."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import export_samples
import pytest

from suitehouse.discovery import objects_in
from suitehouse.errors import ExportError
from suitehouse.intake.folder import read_export
from suitehouse.ledger.books import Books
from suitehouse.ledger.item import ItemKind, LedgerItem, PaymentStatus

TABLES = (
    "stripe_balance_transactions",
    "stripe_charges",
    "stripe_disputes",
    "stripe_payouts",
    "stripe_refunds",
)
SAMPLES: dict[str, str] = {
    name: sample.decode() for name, sample in objects_in(export_samples).items()
}


def _items(text: str) -> tuple[LedgerItem, ...]:
    return read_export("table.csv", text.encode(), Books("EUR")).items


def _item(name: str, *changes: tuple[str, str]) -> LedgerItem:
    header, _, row = SAMPLES[name].partition("\n")
    for old, new in changes:
        row = row.replace(old, new)
    return _items(f"{header}\n{row}")[0]


def test_a_balance_transaction_has_fee_net_and_payout() -> None:
    item = _item("stripe_balance_transactions")

    assert (item.kind, str(item.money), item.fee, item.net) == (
        ItemKind.CHARGE,
        "20,400.00 USD",
        Decimal("591.90"),
        Decimal("19808.10"),
    )
    assert (item.source_id, item.link, item.payout) == ("txn_1", "ch_1", "po_1")
    assert (item.on, item.at) == (date(2026, 3, 1), datetime(2026, 3, 1, 17, 17, 15, tzinfo=UTC))


@pytest.mark.parametrize(
    ("words", "source", "amount", "kind"),
    [
        ("payment", "py_1", "100", ItemKind.CHARGE),
        ("refund", "re_1", "-100", ItemKind.REFUND),
        ("adjustment", "du_1", "-100", ItemKind.DISPUTE),
        ("adjustment", "dp_1", "100", ItemKind.DISPUTE_REVERSAL),
        ("adjustment", "", "100", ItemKind.ADJUSTMENT),
        ("stripe_fee", "", "-100", ItemKind.FEE),
        ("payout", "po_1", "-100", ItemKind.PAYOUT),
        ("novelty", "", "100", ItemKind.OTHER),
    ],
)
def test_the_type_says_what_moved_the_balance(
    words: str, source: str, amount: str, kind: ItemKind
) -> None:
    changes = [("charge", words), ("ch_1", source), ("2040000", amount)]

    assert _item("stripe_balance_transactions", *changes).kind is kind


def test_net_is_checked_on_every_row() -> None:
    text = SAMPLES["stripe_balance_transactions"].replace("1980810", "1980811")

    file = read_export("a.csv", text.encode(), Books("EUR"))

    assert [finding.code for finding in file.findings] == ["net_does_not_recompute"]


@pytest.mark.parametrize(
    ("currency", "amount"),
    [
        ("jpy", "2,040,000 JPY"),
        ("kwd", "2,040.000 KWD"),
        ("isk", "20,400 ISK"),
        ("mga", "2,040,000.00 MGA"),
        ("USD", "20,400.00 USD"),
    ],
)
def test_small_units_are_those_of_the_currency_or_of_stripe(currency: str, amount: str) -> None:
    changes = [(",usd,", f",{currency},")]

    assert str(_item("stripe_charges", *changes).money) == amount


def test_a_charge_is_known_by_its_balance_transaction() -> None:
    item = _item("stripe_charges")

    assert (item.source_id, item.link, item.has_own_id) == ("txn_1", "ch_1", True)
    assert _item("stripe_charges", (",txn_1,", ",,")).source_id == "ch_1"
    assert item.status is PaymentStatus.PAID


@pytest.mark.parametrize(
    ("refunded", "status", "open_amount"),
    [
        ("500", PaymentStatus.PARTIAL, Decimal("5.00")),
        ("2040000", PaymentStatus.VOID, None),
        ("", PaymentStatus.PAID, None),
    ],
)
def test_what_was_refunded_is_told_by_the_status_of_the_charge(
    refunded: str, status: PaymentStatus, open_amount: Decimal | None
) -> None:
    item = _item("stripe_charges", ("2040000,0,", f"2040000,{refunded},"))

    assert (item.status, item.open_amount) == (status, open_amount)
    assert str(item.money) == "20,400.00 USD"


@pytest.mark.parametrize(
    ("change", "set_aside"),
    [
        (("succeeded", "failed"), "failed"),
        (("succeeded", "pending"), "pending"),
        (("txn_1,TRUE", "txn_1,FALSE"), "pending"),
    ],
)
def test_a_charge_that_moved_nothing_is_set_aside(change: tuple[str, str], set_aside: str) -> None:
    assert _item("stripe_charges", change).set_aside == set_aside


@pytest.mark.parametrize(
    ("metadata", "references"),
    [
        ('"{""crm_invoice"":""INV-7"",""buyer"":""Ann 1""}"', ("INV-7",)),
        ('"{""invoice_number"":4001}"', ("4001",)),
        ('"{""invoice"":[1]}"', ()),
        ('"[""INV-7""]"', ()),
        ('"""{""invoice"":""INV-7""}"""', ()),
        ("broken", ()),
        ('"{""invoice"":""=HYPERLINK(1)""}"', ()),
    ],
)
def test_metadata_is_read_for_documents_only(metadata: str, references: tuple[str, ...]) -> None:
    header, _, row = SAMPLES["stripe_refunds"].partition("\n")
    start, end = row.index('"{'), row.index('}"') + 2

    assert _items(f"{header}\n{row[:start]}{metadata}{row[end:]}")[0].references == references


@pytest.mark.parametrize(
    ("status", "set_aside"),
    [("succeeded", ""), ("pending", "pending"), ("failed", "failed"), ("canceled", "failed")],
)
def test_a_refund_is_money_given_back_on_its_charge(status: str, set_aside: str) -> None:
    item = _item("stripe_refunds", ("succeeded", status))

    assert (item.kind, str(item.money), item.link) == (ItemKind.REFUND, "-136.50 USD", "ch_1")
    assert item.set_aside == set_aside


@pytest.mark.parametrize(
    ("status", "set_aside"),
    [
        ("lost", ""),
        ("under_review", ""),
        ("won", "reversed"),
        ("warning_needs_response", "memo"),
    ],
)
def test_a_dispute_takes_money_unless_it_was_won_or_only_asked(status: str, set_aside: str) -> None:
    item = _item("stripe_disputes", ("lost", status))

    assert (item.kind, str(item.money), item.link) == (ItemKind.DISPUTE, "-10.99 USD", "ch_1")
    assert item.set_aside == set_aside


def test_a_payout_leaves_the_balance_and_may_arrive_in_the_next_month() -> None:
    item = _item("stripe_payouts")

    assert (item.kind, str(item.money)) == (ItemKind.PAYOUT, "-30,294.32 USD")
    assert (item.on, item.due) == (date(2026, 3, 31), date(2026, 4, 1))
    assert (item.source_id, item.payout) == ("txn_4", "po_1")


def test_a_payout_drawn_from_the_bank_comes_in_and_a_failed_one_is_set_aside() -> None:
    assert str(_item("stripe_payouts", ("3029432", "-833651")).money) == "8,336.51 USD"
    assert _item("stripe_payouts", ("paid", "failed")).set_aside == "failed"


@pytest.mark.parametrize("name", ["stripe_charges", "stripe_disputes", "stripe_payouts"])
@pytest.mark.parametrize(("live", "set_aside"), [("FALSE", "memo"), ("true", ""), ("", "")])
def test_rows_of_the_test_mode_moved_no_money(name: str, live: str, set_aside: str) -> None:
    header, row = SAMPLES[name].replace("livemode", "mode").splitlines()

    [item] = _items(f"{header},livemode\n{row},{live}\n")

    assert item.set_aside == set_aside


@pytest.mark.parametrize("name", TABLES)
def test_amounts_are_whole_numbers(name: str) -> None:
    amount = SAMPLES[name].partition("\n")[2].split(",")[1]

    for damaged in ("10.00", "=1+1", "", '"1,000"'):
        with pytest.raises(ExportError) as refused:
            _item(name, (f",{amount},", f",{damaged},"))
        assert (refused.value.line, refused.value.column) == (2, "amount")


@pytest.mark.parametrize("name", ["stripe_charges", "stripe_refunds", "stripe_disputes"])
def test_unsigned_amounts_are_never_negative(name: str) -> None:
    amount = SAMPLES[name].partition("\n")[2].split(",")[1]

    with pytest.raises(ExportError, match="negative"):
        _item(name, (f",{amount},", f",-{amount},"))


@pytest.mark.parametrize("name", TABLES)
def test_a_bad_moment_or_currency_or_a_cell_too_many_refuses_the_file(name: str) -> None:
    for old, new in ((",2026-03", ",202603"), (",usd,", ",dollar,"), ("\n", ",more\n")):
        with pytest.raises(ExportError) as refused:
            _item(name, (old, new))
        assert refused.value.line == 2


@pytest.mark.parametrize("name", TABLES)
def test_columns_may_be_reordered_and_the_file_re_saved_with_semicolons(name: str) -> None:
    header, row = SAMPLES[name].splitlines()
    turned = f"note,{header}\n,{row}\n"

    for text in (turned, SAMPLES[name].replace(",", ";")):
        assert _items(text)[0].money == _items(SAMPLES[name])[0].money


@pytest.mark.parametrize("name", TABLES)
def test_a_missing_or_repeated_column_is_refused(name: str) -> None:
    header, row = SAMPLES[name].splitlines()

    with pytest.raises(ExportError, match="no export"):
        _items(f"{header.replace('currency', 'coin')}\n{row}\n")
    with pytest.raises(ExportError, match="two headers"):
        _items(f"{header},amount\n{row},7\n")
