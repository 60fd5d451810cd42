"""CRM invoices against QuickBooks: each planted difference gets its own name, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from books import ERP, Invoice, only, quickbooks, reconciled, told


def _row(
    number: str, amount: str = "100.00", open_: str | None = None, day: str = "03/10/2026"
) -> str:
    return f'{day},Invoice,{number},Acme,,03/31/2026,"{amount}",{open_ or amount}'


def _told(
    tmp_path: Path, rows: list[str], *invoices: Invoice, month: str = "2026-03"
) -> dict[str, str]:
    return told(reconciled(tmp_path, {"qbo.csv": quickbooks(*rows)}, *invoices, month=month))


@pytest.mark.parametrize("number", ["INV-7", "7", "007", "inv 7", "#7", "INV7"])
def test_one_number_and_one_amount_match(tmp_path: Path, number: str) -> None:
    results = _told(tmp_path, [_row(number)], Invoice(7))

    assert results == {"id-7": "matched", number: "matched"}


@pytest.mark.parametrize(
    ("row", "invoice", "kind"),
    [
        (_row("INV-7", "150.00"), Invoice(7), "amount_mismatch"),
        (_row("INV-7", "100.06"), Invoice(7), "amount_mismatch"),
        (_row("INV-7", "100.05"), Invoice(7), "rounding"),
        (_row("INV-7", "100.13"), Invoice(7, "100.129"), "rounding"),
        (_row("INV-7", "-100.00"), Invoice(7), "sign_reversed"),
        (_row("INV-7"), Invoice(7, currency_id="cur-eur"), "currency_mismatch"),
        (_row("INV-7"), Invoice(7, currency_id="gone"), "currency_mismatch"),
        (_row("INV-7", open_="0.00"), Invoice(7), "status_mismatch"),
        (_row("INV-7"), Invoice(7, status="Paid"), "status_mismatch"),
        (_row("INV-7", open_="40.00"), Invoice(7, status="Paid"), "partial_payment"),
        (_row("INV-7"), Invoice(7, status="Cancelled"), "status_mismatch"),
        (_row("INV-7").replace("Acme,,", "Acme,Voided,").replace("100.00", "0.00"), Invoice(7),
         "status_mismatch"),
        (_row("INV-7", day="04/01/2026"), Invoice(7, day="2026-03-31"), "timing"),
        (_row("INV-7"), Invoice(7, None), "amount_mismatch"),
    ],
)  # fmt: skip
def test_a_pair_that_differs_is_one_break(
    tmp_path: Path, row: str, invoice: Invoice, kind: str
) -> None:
    results = _told(tmp_path, [row], invoice)

    assert results == {"id-7": kind, "INV-7": kind}


@pytest.mark.parametrize(
    ("row", "invoice"),
    [
        (_row("INV-7", open_="40.00"), Invoice(7)),
        (_row("INV-7", open_="0.00"), Invoice(7, status="Paid")),
        (_row("INV-7", open_="0.00"), Invoice(7, status="")),
        (_row("INV-7"), Invoice(7, status=None)),
        (_row("INV-7", "0.00"), Invoice(7, "0", status="Paid")),
    ],
)
def test_statuses_that_do_not_contradict_match(tmp_path: Path, row: str, invoice: Invoice) -> None:
    assert _told(tmp_path, [row], invoice) == {"id-7": "matched", "INV-7": "matched"}


def test_rows_without_a_partner_are_missing_on_the_other_side(tmp_path: Path) -> None:
    results = _told(tmp_path, [_row("INV-8", "55.00")], Invoice(7, "44.00"))

    assert results == {"id-7": "missing_in_erp", "INV-8": "missing_in_crm"}


def test_an_equal_amount_alone_never_matches(tmp_path: Path) -> None:
    results = _told(tmp_path, [_row("")], Invoice(7))

    assert sorted(results.values()) == ["missing_in_crm", "missing_in_erp"]


def test_an_invoice_without_a_number_never_matches(tmp_path: Path) -> None:
    results = _told(tmp_path, [_row("0"), _row("")], Invoice(None, id="x"), Invoice(0, id="y"))

    assert sorted(results.values()) == ["missing_in_crm"] * 2 + ["missing_in_erp"] * 2


def test_a_memo_names_the_invoice_only_where_the_row_has_no_number(tmp_path: Path) -> None:
    memo = "03/10/2026,Invoice,{},Acme,for invoice INV-7,,100.00,100.00"

    named = _told(tmp_path, [memo.format("")], Invoice(7))
    stated = _told(tmp_path, [memo.format("INV-9000")], Invoice(7))

    assert set(named.values()) == {"matched"}
    assert stated == {"id-7": "missing_in_erp", "INV-9000": "missing_in_crm"}


def test_a_mistyped_number_needs_amount_day_and_nothing_else_that_fits(tmp_path: Path) -> None:
    swapped = _told(tmp_path / "a", [_row("INV-4010")], Invoice(4001))
    other_day = _told(tmp_path / "b", [_row("INV-4010", day="03/11/2026")], Invoice(4001))
    two_fit = _told(tmp_path / "c", [_row("INV-4010"), _row("INV-4007")], Invoice(4001))

    assert swapped == {"id-4001": "wrong_reference", "INV-4010": "wrong_reference"}
    assert other_day == {"id-4001": "missing_in_erp", "INV-4010": "missing_in_crm"}
    assert set(two_fit.values()) == {"missing_in_erp", "missing_in_crm"}


def test_a_repeat_that_amount_and_day_tell_apart_is_the_duplicate(tmp_path: Path) -> None:
    rows = [_row("INV-7", day="03/25/2026"), _row("INV-7")]

    results = _told(tmp_path, rows, Invoice(7))

    assert results == {"id-7": "matched", "INV-7": "duplicate", "INV-7#2": "matched"}


def test_repeats_that_nothing_tells_apart_are_one_break(tmp_path: Path) -> None:
    report = reconciled(
        tmp_path, {"a.csv": quickbooks(_row("INV-7"), _row("INV-7"))}, Invoice(7), month="2026-03"
    )

    assert set(told(report).values()) == {"duplicate"}
    [found] = only(report, ERP).breaks
    assert str(found.effect) == "100.00 USD"


def test_a_number_used_twice_in_the_crm_is_found(tmp_path: Path) -> None:
    invoices = (Invoice(7, "100.00", id="a"), Invoice(7, "300.00", id="b"))

    results = _told(tmp_path, [_row("INV-7", "300.00")], *invoices)

    assert results == {"a": "duplicate", "b": "matched", "INV-7": "matched"}


def test_a_repeat_under_another_spelling_is_a_duplicate(tmp_path: Path) -> None:
    results = _told(tmp_path, [_row("INV-7"), _row("0007", "90.00")], Invoice(7))

    assert results == {"id-7": "matched", "INV-7": "matched", "0007": "duplicate"}


def test_credit_notes_are_open_credit_or_unknown_to_the_crm(tmp_path: Path) -> None:
    row = "03/10/2026,Credit Memo,{},Acme,,,-$20.00,{}"

    results = _told(tmp_path, [row.format("CM-1", "-$20.00"), row.format("CM-2", "0.00")])

    assert results == {"CM-1": "credit_unapplied", "CM-2": "missing_in_crm"}


def test_what_a_side_takes_out_is_excluded_with_its_reason(tmp_path: Path) -> None:
    invoices = (
        Invoice(1, deleted=True),
        Invoice(2, removed="2026-03-20 00:00:00"),
        Invoice(3, day=None),
        Invoice(4, status="Cancelled"),
        Invoice(5, status="Cancelled"),
    )
    void = "03/10/2026,Invoice,INV-5,Acme,Voided,,0.00,0.00"
    payment = "03/10/2026,Payment,88,Acme,,,100.00,0.00"

    results = _told(tmp_path, [void, payment], *invoices)

    assert results == {
        "id-1": "deleted",
        "id-2": "removed",
        "id-3": "undated",
        "id-4": "cancelled",
        "id-5": "void_in_both",
        "INV-5": "void_in_both",
        "88": "not_an_invoice",
    }


def test_a_row_whose_invoice_was_deleted_says_so(tmp_path: Path) -> None:
    files = {"a.csv": quickbooks(_row("INV-7"))}

    report = reconciled(tmp_path, files, Invoice(7, deleted=True), month="2026-03")

    assert told(report) == {"id-7": "deleted", "INV-7": "missing_in_crm"}
    assert "was deleted in SuiteCRM" in only(report, ERP).breaks[0].explanation


def test_a_deleted_null_is_not_deleted(tmp_path: Path) -> None:
    assert _told(tmp_path, [_row("INV-7")], Invoice(7, deleted=None))["id-7"] == "matched"


def test_an_invoice_without_a_date_counts_on_the_day_it_was_entered(tmp_path: Path) -> None:
    invoice = Invoice(7, day=None, entered="2026-04-02 08:00:00")

    assert _told(tmp_path, [_row("INV-7")], invoice)["id-7"] == "timing"


def test_other_periods_are_excluded_unless_their_partner_is_inside(tmp_path: Path) -> None:
    rows = [_row("INV-1", day="02/10/2026"), _row("INV-2", day="02/11/2026")]
    invoices = (
        Invoice(1, day="2026-02-10"),
        Invoice(3, day="2025-03-10"),
        Invoice(2, day="2026-03-01"),
        Invoice(4, day="2026-04-01"),
    )

    results = _told(tmp_path, rows, *invoices)

    assert results == {
        "id-1": "outside_period",
        "INV-1": "outside_period",
        "id-2": "timing",
        "INV-2": "timing",
        "id-3": "outside_period",
        "id-4": "outside_period",
    }


def test_a_number_reused_far_outside_the_window_does_not_match(tmp_path: Path) -> None:
    results = _told(tmp_path, [_row("INV-7")], Invoice(7, day="2024-03-10"))

    assert results == {"id-7": "outside_period", "INV-7": "missing_in_crm"}
