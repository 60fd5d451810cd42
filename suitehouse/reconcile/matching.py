"""One reconciliation from two lists of items to a book in which each of them has its outcome."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import suitehouse.reconcile.passes as pass_package
from suitehouse.discovery import objects_in
from suitehouse.ledger.export_file import ExportFile
from suitehouse.ledger.item import LedgerItem
from suitehouse.reconcile.control_totals import Tally
from suitehouse.reconcile.definition import Definition
from suitehouse.reconcile.followers import Followers
from suitehouse.reconcile.leftovers import Leftovers
from suitehouse.reconcile.outcome import Book, MatchGroup
from suitehouse.reconcile.period import Period
from suitehouse.reconcile.scope import (
    exclude_far_items,
    exclude_kinds,
    exclude_other_period,
    exclude_overlaps,
    exclude_set_aside,
)
from suitehouse.reconcile.verdict import Pair, agreement, is_void_in_both, judge
from suitehouse.settings import ReconcilePolicy


@dataclass(frozen=True, slots=True)
class Inputs:
    """What one reconciliation compares.

    Attributes:
        crm: All invoices of the CRM.
        files: The export files of the other side.
        crm_totals: What the warehouse itself adds the invoices up to, by currency.
    """

    crm: tuple[LedgerItem, ...]
    files: tuple[ExportFile, ...]
    crm_totals: Mapping[str, Tally]

    @property
    def other(self) -> tuple[LedgerItem, ...]:
        """The items of all files."""
        return tuple(item for file in self.files for item in file.items)

    @property
    def system(self) -> str:
        """The other side's name in sentences."""
        return " and ".join(sorted({file.system for file in self.files}))


@dataclass(frozen=True, slots=True)
class Matching:
    """A decided book and how many groups each pass has paired."""

    book: Book
    groups_by_pass: Mapping[str, int]


def match_items(
    definition: Definition, inputs: Inputs, *, period: Period, policy: ReconcilePolicy
) -> Matching:
    """Return the outcome of every item; it does not depend on the order of rows or files."""
    book = Book(definition.name)
    everything = [*inputs.crm, *inputs.other]
    exclude_set_aside(book, everything)
    exclude_overlaps(book, inputs.files)
    exclude_kinds(book, inputs.other, definition)
    exclude_far_items(book, everything, period.widened(definition.window_days))
    matched_kinds = [item for item in inputs.other if item.kind in definition.other.matches]
    paired = _run_passes(definition, book, inputs.crm, matched_kinds, policy)
    for pass_name, group in paired:
        _settle(book, group, pass_name, _Context(definition, period, inputs.system))
    Leftovers(
        book=book,
        definition=definition,
        period=period,
        prefix=policy.invoice_prefix,
        system=inputs.system,
        crm=inputs.crm,
        other=matched_kinds,
    ).name_all()
    Followers(book, definition, period, inputs.system, inputs.other).name_all()
    counts = Counter(pass_name for pass_name, _ in paired)
    return Matching(book, {name: counts[name] for name in definition.passes})


@dataclass(frozen=True, slots=True)
class _Context:
    definition: Definition
    period: Period
    system: str


def _run_passes(
    definition: Definition,
    book: Book,
    crm: Sequence[LedgerItem],
    other: Sequence[LedgerItem],
    policy: ReconcilePolicy,
) -> list[tuple[str, MatchGroup]]:
    passes = objects_in(pass_package)
    open_crm, open_other = book.undecided(crm), book.undecided(other)
    paired: list[tuple[str, MatchGroup]] = []
    for name in definition.passes:
        groups = passes[name](open_crm, open_other, policy)
        claimed = {item for group in groups for item in group.items}
        open_crm = [item for item in open_crm if item not in claimed]
        open_other = [item for item in open_other if item not in claimed]
        paired.extend((name, group) for group in groups)
    return paired


def _settle(book: Book, group: MatchGroup, pass_name: str, context: _Context) -> None:
    if not any(context.period.contains(item.on) for item in group.items):
        for item in group.items:
            exclude_other_period(book, item)
        return
    pair = Pair(group.crm[0], group.other[0], context.system, context.definition)
    if is_void_in_both(pair):
        for item in group.items:
            book.exclude(item, "void_in_both", "Cancelled in both systems.")
        return
    verdict = judge(pair)
    if verdict is None:
        book.match(group, pass_name, agreement(pair))
        return
    book.report_break(
        verdict.kind,
        group,
        verdict.explanation,
        pass_name=pass_name,
        match_group=book.group_id(group),
    )
