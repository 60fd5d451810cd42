"""One bank entry of several payouts, and one payout in several entries: exact, alone, bounded."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from payout_books import Decided, decided, entry, payout

from suitehouse.ledger.item import LedgerItem, PaymentStatus


def _summed(payouts: list[LedgerItem], entries: list[LedgerItem]) -> set[frozenset[str]]:
    return decided(payouts, entries).summed


def _kinds(done: Decided) -> list[str]:
    return sorted(found.kind.value for found in done.breaks)


def test_an_entry_is_the_payouts_that_add_up_to_it() -> None:
    payouts = [payout(1, "30.10"), payout(2, "50.25", day=1), payout(3, "19.99")]

    done = decided(payouts, [entry(1, "80.35")])

    assert done.summed == {frozenset({"po_1", "po_2", "e_1"})}
    assert _kinds(done) == ["missing_in_bank"]
    assert done.groups_by_pass["subset_sum"] == 1


def test_a_payout_is_the_entries_that_add_up_to_it() -> None:
    entries = [entry(1, "30.10"), entry(2, "50.25", day=3), entry(3, "7.00")]

    assert _summed([payout(1, "80.35")], entries) == {frozenset({"po_1", "e_1", "e_2"})}


def test_what_is_matched_one_to_one_is_no_part_of_a_sum() -> None:
    payouts = [payout(1, "30.00"), payout(2, "50.00"), payout(3, "20.00")]

    done = decided(payouts, [entry(1, "30.00"), entry(2, "70.00")])

    assert done.groups == {frozenset({"po_1", "e_1"}), frozenset({"po_2", "po_3", "e_2"})}


def test_the_sentence_of_a_matched_row_names_the_rows_that_add_up() -> None:
    done = decided([payout(1, "80.35")], [entry(1, "30.10"), entry(2, "50.25")])

    assert done.rows[0].explanation == (
        "po_1 is 80.35 USD in Stripe, and e_1 with 1 more in Bank add up to it."
    )


@pytest.mark.parametrize(
    "entries",
    [
        [entry(1, "80.36")],
        [entry(1, "-80.35")],
        [entry(1, "80.35", currency="EUR")],
        [entry(1, "80.35", party="ACME RENT")],
        [entry(1, "80.35", day=8)],
    ],
    ids=["another sum", "the other way", "another currency", "another party", "too late"],
)
def test_what_does_not_fit_wholly_is_left_open(entries: list[LedgerItem]) -> None:
    assert _summed([payout(1, "30.10"), payout(2, "50.25", day=0)], entries) == set()


def test_each_member_lies_within_the_days_and_not_only_the_first() -> None:
    payouts = [payout(1, "30.10", day=0), payout(2, "50.25", day=3)]

    assert _summed(payouts, [entry(1, "80.35", day=7)]) != set()
    assert _summed(payouts, [entry(1, "80.35", day=8)]) == set()


def test_two_choices_that_fit_are_not_told_apart() -> None:
    payouts = [payout(1, "30.00"), payout(2, "50.00"), payout(3, "20.00"), payout(4, "60.00")]

    assert _summed(payouts, [entry(1, "80.00")]) == set()


def test_payouts_that_are_alike_are_not_told_apart() -> None:
    payouts = [payout(1, "30.00"), payout(2, "30.00"), payout(3, "50.00")]

    assert _summed(payouts, [entry(1, "80.00")]) == set()


def test_two_entries_that_need_one_payout_both_get_nothing() -> None:
    payouts = [payout(1, "30.00"), payout(2, "50.25"), payout(3, "20.50")]

    assert _summed(payouts, [entry(1, "80.25"), entry(2, "50.50")]) == set()


def test_a_payout_that_another_entry_could_be_alone_is_no_part_of_a_sum() -> None:
    payouts = [payout(1, "30.00"), payout(2, "50.25", day=5)]
    crowd = [entry(f"x{at}", f"{500 + at}.00", day=-3) for at in range(25)]
    twins = [entry(2, "30.00", day=-3), entry(3, "30.00", day=-3)]
    total = entry(1, "80.25", day=5)

    assert _summed(payouts, [total, *crowd]) == {frozenset({"po_1", "po_2", "e_1"})}
    assert _summed(payouts, [total, *crowd, *twins]) == set()


def test_nothing_is_no_part_of_a_sum() -> None:
    payouts = [payout(1, "30.00"), payout(2, "50.00"), payout(3, "0.00")]

    assert _summed(payouts, [entry(1, "80.00")]) == {frozenset({"po_1", "po_2", "e_1"})}
    assert _summed(payouts, [entry(1, "0.00")]) == set()


def test_a_returned_payout_is_taken_off_the_sum() -> None:
    payouts = [payout(1, "100.00"), payout(2, "-30.50"), payout(3, "10.25")]

    assert _summed(payouts, [entry(1, "69.50")]) == {frozenset({"po_1", "po_2", "e_1"})}


def test_debits_add_up_as_credits_do() -> None:
    payouts = [payout(1, "-30.10"), payout(2, "-50.25")]

    assert _summed(payouts, [entry(1, "-80.35")]) == {frozenset({"po_1", "po_2", "e_1"})}


@pytest.mark.parametrize(
    ("currency", "amounts", "total"),
    [("JPY", ("3100", "5025"), "8125"), ("BHD", ("3.101", "5.025"), "8.126")],
)
def test_amounts_add_up_in_the_smallest_unit_of_their_currency(
    currency: str, amounts: tuple[str, str], total: str
) -> None:
    payouts = [payout(at, amount, currency=currency) for at, amount in enumerate(amounts)]

    found = _summed(payouts, [entry(1, total, currency=currency)])

    assert found == {frozenset({"po_0", "po_1", "e_1"})}


def test_an_amount_with_a_part_of_a_smallest_unit_is_no_part_of_a_sum() -> None:
    payouts = [payout(1, "30.105"), payout(2, "50.245")]

    assert _summed(payouts, [entry(1, "80.35")]) == set()


def test_a_sum_of_eight_is_found_and_one_of_nine_is_not() -> None:
    payouts = [payout(at, f"{1000 + 2**at}.00") for at in range(9)]

    of_eight = _summed(payouts[:8], [entry(1, "8255.00")])

    assert of_eight == {frozenset({"e_1", *(f"po_{at}" for at in range(8))})}
    assert _summed(payouts, [entry(1, "9511.00")]) == set()


def test_an_entry_with_more_than_24_candidates_is_left_open() -> None:
    payouts = [payout(at, f"{100_000 + 3**at}.00") for at in range(2)]
    others = [payout(f"x{at}", f"{9_000_000 + at}.00") for at in range(23)]
    entries = [entry(1, "200004.00")]

    assert len(_summed(payouts + others[:22], entries)) == 1
    assert _summed(payouts + others, entries) == set()


def test_a_sum_that_chance_would_meet_is_left_open() -> None:
    payouts = [payout(at, str(Decimal(100 + 2**at) / 100)) for at in range(12)]

    assert _summed(payouts, [entry(1, "2.03")]) == set()
    assert _summed(payouts[:2], [entry(1, "2.03")]) == {frozenset({"po_0", "po_1", "e_1"})}


def test_a_voided_row_is_no_part_of_a_sum() -> None:
    voided = replace(payout(2, "50.25"), status=PaymentStatus.VOID)

    assert _summed([payout(1, "30.10"), voided], [entry(1, "80.35")]) == set()


def test_the_order_of_rows_and_files_decides_nothing() -> None:
    payouts = [payout(1, "30.10"), payout(2, "50.25"), payout(3, "19.99"), payout(4, "5.00")]
    entries = [entry(1, "80.35"), entry(2, "24.99")]

    first = decided(payouts, entries)
    second = decided(entries[::-1], payouts[2:][::-1], payouts[:2])

    assert first.summed == second.summed != set()
    assert {row.match_group for row in first.rows} == {row.match_group for row in second.rows}


def test_numbers_that_differ_keep_a_sum_apart_where_a_definition_says_so() -> None:
    numbered = [payout(1, "30.10", reference="A-1"), payout(2, "50.25")]
    passes = ("sum_without_number",)

    plain, named = entry(1, "80.35"), entry(1, "80.35", reference="B-7")
    assert len(decided(numbered, [plain], passes=passes).summed) == 0
    assert len(decided(numbered, [named], passes=("subset_sum",)).summed) == 1
    assert decided(numbered, [named], passes=passes).groups == set()
    assert decided(numbered, [plain], passes=passes).groups == {frozenset({"po_1", "po_2", "e_1"})}
