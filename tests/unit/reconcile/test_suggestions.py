"""What could be the partner of a row that has none: shown with all alternatives, never counted."""

from __future__ import annotations

from collections.abc import Iterable

from payout_books import Decided, decided, entry, payout

from suitehouse.ledger.item import LedgerItem

STRANGER = "ACME RENT"


def _kinds(done: Decided) -> list[str]:
    return sorted(found.kind.value for found in done.breaks)


def _both(payouts: Iterable[LedgerItem], entries: Iterable[LedgerItem]) -> Decided:
    done = decided(payouts, entries)
    assert done.groups == set()
    return done


def test_rows_of_one_party_and_amount_are_a_tie_with_all_alternatives() -> None:
    done = _both(
        [payout(1, "90.00"), payout(2, "90.00", day=1)], [entry(1, "90.00"), entry(2, "90.00")]
    )

    assert done.suggested("po_1") == {"tie": [{"e_1"}, {"e_2"}]}
    assert done.suggested("e_2") == {"tie": [{"po_2"}, {"po_1"}]}
    assert _kinds(done) == ["missing_in_bank"] * 2 + ["missing_in_processor"] * 2


def test_an_amount_in_common_is_shown_and_not_matched() -> None:
    done = _both(
        [payout(1, "90.00", reference="P-7001")], [entry(1, "90.00", day=9, reference="X-8")]
    )

    assert done.suggested("po_1") == {"same_amount": [{"e_1"}]}
    assert done.suggested("e_1") == {"same_amount": [{"po_1"}]}


def test_an_entry_of_an_unknown_party_may_be_the_payout() -> None:
    done = _both([payout(1, "90.00")], [entry(1, "90.00", party=STRANGER)])

    assert done.suggested("po_1") == {"no_reference": [{"e_1"}]}
    assert _kinds(done) == ["missing_in_bank"]


def test_numbers_that_agree_in_part_say_more_than_the_amount() -> None:
    done = _both(
        [payout(1, "90.00", reference="INV-20051")],
        [
            entry(1, "90.00", party=STRANGER, reference="2005"),
            entry(2, "90.00", party=STRANGER, reference="REF 7 20051"),
            entry(3, "90.00", party=STRANGER, reference="4711"),
            entry(4, "90.00", party=STRANGER, reference="51"),
            entry(5, "90.00", party=STRANGER),
        ],
    )

    assert done.suggested("po_1") == {
        "part_of_reference": [{"e_1"}, {"e_2"}],
        "no_reference": [{"e_5"}],
        "same_amount": [{"e_3"}, {"e_4"}],
    }


def test_what_is_matched_is_suggested_to_nobody() -> None:
    payouts = [payout(1, "90.00", reference="A-1"), payout(2, "90.00", day=9)]

    done = decided(payouts, [entry(1, "90.00", reference="A-1")])

    assert done.groups == {frozenset({"po_1", "e_1"})}
    assert done.suggestions == {}


def test_another_sign_currency_or_time_is_no_suggestion() -> None:
    entries = [
        entry(1, "-90.00"),
        entry(2, "90.00", currency="EUR"),
        entry(3, "90.00", day=11),
        entry(4, "90.01"),
    ]

    assert _both([payout(1, "90.00")], entries).suggestions == {}


def test_nothing_is_suggested_for_amounts_of_nothing() -> None:
    entries = [entry(1, "0.00"), entry(2, "0.00")]

    done = _both([payout(1, "0.00")], entries)

    assert done.suggestions == {}


def test_ten_alternatives_are_listed_the_nearest_first_and_all_are_counted() -> None:
    entries = [entry(at, "90.00", day=1 + at // 2, party=STRANGER) for at in range(17)]

    done = _both([payout(1, "90.00", day=6)], entries)

    listed = done.suggested("po_1")["no_reference"]
    assert done.counted("po_1") == {"no_reference": 17}
    assert len(listed) == 10
    assert listed[:3] == [{"e_10"}, {"e_11"}, {"e_8"}]


def test_alternatives_beyond_those_looked_at_are_counted() -> None:
    entries = [entry(f"{at:02}", "90.00", party=STRANGER, reference="X-1") for at in range(40)]

    done = _both([payout(1, "90.00", reference="P-77")], entries)

    assert done.counted("po_1") == {"same_amount": 40}
    assert done.suggested("po_1")["same_amount"] == [{f"e_{at:02}"} for at in range(10)]


def test_what_is_beyond_those_looked_at_counts_with_the_weakest_reason() -> None:
    numbered = [entry(1, "90.00", party=STRANGER, reference="20051")]
    others = [entry(f"{at:02}", "90.00", party=STRANGER) for at in range(2, 40)]

    done = _both([payout(1, "90.00", reference="2005")], numbered + others)

    assert done.counted("po_1") == {"part_of_reference": 1, "no_reference": 38}


def test_a_tie_of_many_is_counted_in_full() -> None:
    done = _both([payout(1, "90.00")], [entry(f"{at:02}", "90.00") for at in range(30)])

    assert done.counted("po_1") == {"tie": 30}
    assert len(done.suggested("po_1")["tie"]) == 10


def test_sums_that_are_not_told_apart_are_shown_with_every_choice() -> None:
    payouts = [payout(1, "30.00"), payout(2, "50.00"), payout(3, "20.00"), payout(4, "60.00")]

    done = _both(payouts, [entry(1, "80.00")])

    assert done.suggested("e_1") == {"ambiguous_sum": [{"po_1", "po_2"}, {"po_3", "po_4"}]}
    assert done.counted("e_1") == {"ambiguous_sum": 2}
    assert done.suggested("po_3") == {"part_of_sum": [{"e_1"}]}


def test_rows_that_two_sums_need_are_shown_for_both() -> None:
    payouts = [payout(1, "30.00"), payout(2, "50.25"), payout(3, "20.50")]

    done = _both(payouts, [entry(1, "80.25"), entry(2, "50.50")])

    assert done.suggested("e_1") == {"ambiguous_sum": [{"po_1", "po_2"}]}
    assert done.suggested("e_2") == {"ambiguous_sum": [{"po_1", "po_3"}]}
    assert done.suggested("po_1") == {"part_of_sum": [{"e_1"}, {"e_2"}]}


def test_a_sum_that_proves_little_is_shown_as_possible() -> None:
    payouts = [payout(at, f"{1000 + 2**at}.00") for at in range(9)]

    done = _both(payouts, [entry(1, "9511.00")])

    assert done.suggested("e_1") == {"possible_sum": [{f"po_{at}" for at in range(9)}]}


def test_of_many_sums_ten_are_listed_and_all_counted() -> None:
    payouts = [payout(at, "30.00") for at in range(8)]

    done = _both(payouts, [entry(1, "90.00")])

    assert done.counted("e_1") == {"ambiguous_sum": 56}
    assert len(done.suggested("e_1")["ambiguous_sum"]) == 10
    assert done.suggested("po_7") == {"part_of_sum": [{"e_1"}]}


def test_suggestions_keep_their_ids_while_lines_and_amounts_change() -> None:
    first = _both([payout(1, "90.00")], [entry(1, "90.00", party=STRANGER)])
    other = [payout(7, "1.00"), payout(1, "95.00")]
    second = _both(other, [entry(1, "95.00", party=STRANGER)])

    ids = {one.suggestion_id for found in first.suggestions.values() for one in found}
    assert len(ids) == 1
    assert ids == {one.suggestion_id for found in second.suggestions.values() for one in found}


def test_suggestions_change_no_break_and_no_other_outcome() -> None:
    payouts = [payout(1, "90.00"), payout(2, "41.00")]
    near = decided(payouts, [entry(1, "90.00", party=STRANGER)])
    far = decided(payouts, [entry(1, "91.00", party=STRANGER)])

    assert near.suggestions != {} == far.suggestions
    assert near.breaks == far.breaks
    statuses = [
        [(row.source_id, row.status, row.reason) for row in one.rows] for one in (near, far)
    ]
    assert statuses[0] == statuses[1]
