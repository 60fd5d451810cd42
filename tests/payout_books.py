"""Payouts and bank entries as ledger items, decided by the shipped reconciliation of both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from books import PARTIES

from suitehouse.ledger.item import ItemKind, LedgerItem, Side
from suitehouse.ledger.money import Money
from suitehouse.reconcile.definition import Definition, load_definitions
from suitehouse.reconcile.matching import decide
from suitehouse.reconcile.origins import explain_breaks
from suitehouse.reconcile.outcome import Break, Row, Status, Suggestion
from suitehouse.reconcile.period import parse_month
from suitehouse.reconcile.references import normalise_reference
from suitehouse.reconcile.results import breaks_of, rows_of, suggestions_of
from suitehouse.reconcile.store import Delivery, ItemStore
from suitehouse.reconcile.terms import Terms

PAYOUTS = "processor_payouts_to_bank"
FIRST = date(2026, 3, 2)


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of payouts and entries."""

    rows: Sequence[Row]
    breaks: Sequence[Break]
    suggestions: Mapping[str, tuple[Suggestion, ...]]
    groups_by_pass: Mapping[str, int]

    @property
    def groups(self) -> set[frozenset[str]]:
        """The ids of the rows of each matched group."""
        found: dict[str, set[str]] = {}
        for row in self.rows:
            if row.status is Status.MATCHED:
                found.setdefault(row.match_group, set()).add(row.source_id)
        return {frozenset(group) for group in found.values()}

    @property
    def summed(self) -> set[frozenset[str]]:
        """The groups that `subset_sum` has found."""
        ids = {row.source_id for row in self.rows if row.pass_name == "subset_sum"}
        return {group for group in self.groups if group <= ids}

    def suggested(self, source_id: str) -> dict[str, list[set[str]]]:
        """Return `{reason: the ids of each listed alternative}` of a row's break."""
        return {
            found.reason.value: [{row.source_id for row in rows} for rows in found.alternatives]
            for found in self._of(source_id)
        }

    def counted(self, source_id: str) -> dict[str, int]:
        """Return `{reason: how many alternatives there are}` of a row's break."""
        return {found.reason.value: found.count for found in self._of(source_id)}

    def _of(self, source_id: str) -> tuple[Suggestion, ...]:
        broken = next(row.break_id for row in self.rows if row.source_id == source_id)
        return self.suggestions.get(broken, ())


def payout(
    number: object, amount: str, *, day: int = 0, currency: str = "USD", reference: str = ""
) -> LedgerItem:
    """Return a payout that takes the amount from Stripe, so many days after the first."""
    return LedgerItem(
        side=Side.PROCESSOR,
        kind=ItemKind.PAYOUT,
        source_file="stripe.csv",
        source_row=2,
        source_id=f"po_{number}",
        on=FIRST + timedelta(days=day),
        money=Money(-Decimal(amount), currency),
        row_hash=f"hash-{number}",
        has_own_id=True,
        references=(reference,) if reference else (),
    )


def entry(
    number: object,
    amount: str,
    *,
    day: int = 2,
    currency: str = "USD",
    party: str = "STRIPE TRANSFER",
    reference: str = "",
) -> LedgerItem:
    """Return a bank entry of the amount, so many days after the first."""
    return LedgerItem(
        side=Side.BANK,
        kind=ItemKind.BANK_ENTRY,
        source_file="bank.csv",
        source_row=2,
        source_id=f"e_{number}",
        on=FIRST + timedelta(days=day),
        money=Money(Decimal(amount), currency),
        row_hash=f"hash-{number}",
        has_own_id=True,
        party_name=party,
        references=(reference,) if reference else (),
    )


def decided(*files: Iterable[LedgerItem], **changes: object) -> Decided:
    """Decide items that stand in files, with the shipped definition or what is changed of it."""
    definition = load_definitions()[PAYOUTS].model_copy(update=changes)
    store = ItemStore(partial(normalise_reference, prefix="INV-"), PARTIES)
    for number, items in enumerate(files, start=1):
        store.add(number, _placed(number, items))
    numbers = range(1, len(files) + 1)
    store.rank({number: Delivery(f"{number}.csv", "Stripe", "report") for number in numbers})
    return _decided(store, definition)


def _placed(number: int, items: Iterable[LedgerItem]) -> list[LedgerItem]:
    return [
        replace(item, source_file=f"{number}-{item.source_file}", source_row=row)
        for row, item in enumerate(items, start=2)
    ]


def _decided(store: ItemStore, definition: Definition) -> Decided:
    paired = decide(store, Terms(definition, parse_month("2026-03"), "Stripe", "Bank"))
    explain_breaks(store, [])
    breaks = breaks_of(store, PAYOUTS)
    suggestions = suggestions_of(store, PAYOUTS, breaks)
    return Decided(list(rows_of(store, PAYOUTS)), breaks, suggestions, paired)
