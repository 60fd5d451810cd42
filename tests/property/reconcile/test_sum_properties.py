"""Sums for any books: real, the only ones that fit, and the same in any order and any files."""

from __future__ import annotations

import random
from collections.abc import Sequence
from decimal import Decimal
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st
from payout_books import Decided, decided, entry, payout

from suitehouse.ledger.item import LedgerItem
from suitehouse.ledger.money import Money, minor_units
from suitehouse.reconcile.subset_search import LISTED, find_fits, is_telling

MATCH_DAYS = 7
AMOUNTS = st.one_of(
    st.integers(1, 3_000_000),
    st.integers(-9_000, 900_000),
    st.integers(-3, 12).map(lambda tens: tens * 10_000),
    st.sampled_from([0, 10_000, 10_001, 20_001]),
)
DAYS = 7
AMOUNTS = st.one_of(
    st.integers(-3, 12).map(lambda tens: tens * 10),
    st.integers(-200, 5_000),
    st.sampled_from([0, 100, 101, 201, 250, 351]),
)
DAYS = st.integers(0, 12)
MINOR = {"USD": 100, "JPY": 1, "BHD": 1000}
CURRENCIES = st.sampled_from(["USD", "USD", "USD", "JPY", "BHD"])
ROWS = st.lists(st.tuples(AMOUNTS, DAYS, CURRENCIES), min_size=3, max_size=8)


def _payouts(rows: Sequence[tuple[int, int, str]]) -> list[LedgerItem]:
    return [
        payout(at, str(Decimal(amount) / MINOR[currency]), day=day, currency=currency)
        for at, (amount, day, currency) in enumerate(rows)
    ]


def _entries(
    rows: Sequence[tuple[int, int, str]], payouts: Sequence[LedgerItem], picks: Sequence[set[int]]
) -> list[LedgerItem]:
    """Entries of their own, and such as sum up the payouts of one currency among those picked."""
    alone = [
        entry(at, str(Decimal(amount) / MINOR[currency]), day=day, currency=currency)
        for at, (amount, day, currency) in enumerate(rows)
    ]
    return alone + [
        entry(f"s{at}", str(total.amount), day=5, currency=total.currency)
        for at, pick in enumerate(picks)
        for total in _totals(
            [payouts[place].compared for place in {p % len(payouts) for p in pick}]
        )
    ]


def _totals(moneys: Sequence[Money]) -> list[Money]:
    """What moneys of the first one's currency add up to; nothing where there are none."""
    if not moneys:
        return []
    alike = [each.amount for each in moneys if each.currency == moneys[0].currency]
    return [Money(sum(alike, Decimal(0)), moneys[0].currency)]


BOOKS = st.builds(
    lambda left, right, picks: (_payouts(left), _entries(right, _payouts(left), picks)),
    ROWS,
    ROWS.map(lambda rows: rows[3:]),
    st.lists(st.sets(st.integers(0, 7), min_size=2, max_size=4), min_size=1, max_size=2),
)
Possible = tuple[frozenset[str], bool]
Books = tuple[list[LedgerItem], list[LedgerItem]]


def _near(one: LedgerItem, other: LedgerItem) -> bool:
    days = abs((one.on - other.on).days)
    return days <= MATCH_DAYS and one.compared.currency == other.compared.currency


def _choices(target: LedgerItem, near: Sequence[LedgerItem]) -> list[frozenset[str]]:
    """Every choice of rows that adds up to the target, by trying all."""
    return [
        frozenset(each.source_id for each in chosen)
        for size in range(1, len(near) + 1)
        for chosen in combinations(near, size)
        if sum(each.compared.amount for each in chosen) == target.compared.amount
    ]


def _open(done: Decided, items: Sequence[LedgerItem]) -> list[LedgerItem]:
    """What the passes before `subset_sum` have left."""
    taken = {row.source_id for row in done.rows if row.pass_name == "party_amount_date"}
    taken |= {
        member.source_id
        for found in done.breaks
        if found.pass_name == "party_amount_date"
        for member in found.members
    }
    return [item for item in items if item.source_id not in taken]


def _sums(done: Decided) -> set[frozenset[str]]:
    """The groups of `subset_sum`, those included that are dated in different months."""
    timed = {
        frozenset(member.source_id for member in found.members)
        for found in done.breaks
        if found.pass_name == "subset_sum"
    }
    return done.summed | timed


def _possible(targets: Sequence[LedgerItem], others: Sequence[LedgerItem]) -> list[Possible]:
    """Every group of a target and rows that add up to it, and whether such a sum is telling."""
    found: list[Possible] = []
    for target in targets:
        near = [each for each in others if _near(target, each) and each.compared.amount]
        amounts = [minor_units(each.compared.amount, each.compared.currency) for each in near]
        telling = is_telling(amounts)
        fits = _choices(target, near) if target.compared.amount else []
        found += [(frozenset({target.source_id, *fit}), telling) for fit in fits]
    return found


@settings(max_examples=15, deadline=None)
@given(books=BOOKS)
def test_what_is_summed_is_every_real_sum_that_stands_alone_and_nothing_else(books: Books) -> None:
    done = decided(*books)

    payouts, entries = (_open(done, items) for items in books)
    groups = [*_possible(payouts, entries), *_possible(entries, payouts)]
    alone = {
        group
        for group, telling in groups
        if telling and len(group) > 2 and [one for one, _ in groups if one & group] == [group]
    }
    assert _sums(done) == alone


@settings(max_examples=15, deadline=None)
@given(books=BOOKS, seed=st.integers(0, 99))
def test_the_order_of_rows_and_the_cut_of_files_change_nothing(books: Books, seed: int) -> None:
    dice = random.Random(seed)
    moved: list[list[LedgerItem]] = [[], [], []]
    for item in dice.sample([*books[0], *books[1]], len(books[0]) + len(books[1])):
        dice.choice(moved).append(item)

    first, second = decided(*books), decided(*moved)

    assert _told(first) == _told(second)
    assert _suggested(first) == _suggested(second)


def _told(done: Decided) -> list[tuple[object, ...]]:
    return sorted(
        (row.source_id, row.status, row.reason, row.match_group, row.break_id, row.pass_name)
        for row in done.rows
    )


def _suggested(done: Decided) -> set[tuple[object, ...]]:
    return {
        (
            one.suggestion_id,
            one.reason,
            one.count,
            tuple(tuple(member.source_id for member in rows) for rows in one.alternatives),
        )
        for found in done.suggestions.values()
        for one in found
    }


@settings(max_examples=15, deadline=None)
@given(books=BOOKS)
def test_a_suggestion_is_for_a_missing_partner_and_nobody_who_has_one(books: Books) -> None:
    done = decided(*books)

    kinds = {found.break_id: found.kind.value for found in done.breaks}
    paired = {row.source_id for row in done.rows if row.match_group}
    for break_id, found in done.suggestions.items():
        assert kinds[break_id] in {"missing_in_bank", "missing_in_processor"}
        for one in found:
            assert 1 <= len(one.alternatives) <= min(one.count, LISTED)
            listed = {member.source_id for rows in one.alternatives for member in rows}
            assert not listed & paired


@settings(max_examples=200, deadline=None)
@given(target=st.integers(-60, 60).filter(bool), amounts=st.lists(st.integers(-20, 30), max_size=9))
def test_the_search_finds_what_trying_all_finds(target: int, amounts: list[int]) -> None:
    places = range(len(amounts))
    tried = [
        chosen
        for size in range(1, len(amounts) + 1)
        for chosen in combinations(places, size)
        if sum(amounts[place] for place in chosen) == target
    ]

    fits = find_fits(target, amounts)

    assert fits.count == len(tried)
    assert list(fits.listed) == tried[:LISTED]
    assert set(fits.touched) == {place for chosen in tried for place in chosen}
