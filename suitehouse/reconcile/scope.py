"""Which items take part: none that a side sets aside, no repeated deliveries, no other periods."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence

from suitehouse.ledger.export_file import ExportFile
from suitehouse.ledger.item import LedgerItem
from suitehouse.reconcile.definition import Definition
from suitehouse.reconcile.outcome import Book, BreakKind
from suitehouse.reconcile.period import Period

_SET_ASIDE = {
    "deleted": "Deleted in SuiteCRM.",
    "removed": "Removed from SuiteCRM's database; the warehouse remembers it.",
    "undated": "Has neither an invoice date nor an entry date, so it belongs to no period.",
}
_SET_ASIDE_THERE = "The system the row comes from takes it out itself ({reason})."
OUTSIDE_PERIOD = "outside_period"


def exclude_set_aside(book: Book, items: Iterable[LedgerItem]) -> None:
    """Exclude what the side itself takes out."""
    for item in items:
        if item.set_aside:
            there = _SET_ASIDE_THERE.format(reason=item.set_aside.replace("_", " "))
            book.exclude(item, item.set_aside, _SET_ASIDE.get(item.set_aside, there))


def exclude_overlaps(book: Book, files: Sequence[ExportFile]) -> None:
    """Exclude rows that another file has delivered already; the latest report's rows stay.

    A row with the system's own id is the same wherever it stands. Rows without one are counted: as
    many alike stay as one file has of them, so a repeat inside a file is not taken for an overlap.
    """
    seen: set[Hashable] = set()
    for file in _latest_first(files):
        occurrences: Counter[Hashable] = Counter()
        for item in book.undecided(file.items):
            key = _delivery_key(item)
            occurrences[key] += 1
            numbered = key if item.has_own_id else (key, occurrences[key])
            if numbered in seen:
                text = "The same transaction was read from another file or line already."
                book.exclude(item, "overlap", text, BreakKind.OVERLAP_DUPLICATE)
            seen.add(numbered)


def exclude_kinds(book: Book, items: Iterable[LedgerItem], definition: Definition) -> None:
    """Exclude the kinds of the other side that the definition leaves out."""
    for item in book.undecided(items):
        if reason := definition.other.reason_against(item.kind):
            text = f"Rows of this kind are not compared with invoices ({reason.replace('_', ' ')})."
            book.exclude(item, reason, text)


def exclude_far_items(book: Book, items: Iterable[LedgerItem], window: Period) -> None:
    """Exclude items dated outside the window in which partners are looked for."""
    for item in book.undecided(items):
        if not window.contains(item.on):
            exclude_other_period(book, item)


def exclude_other_period(book: Book, item: LedgerItem) -> None:
    """Exclude an item that belongs to another period."""
    book.exclude(item, OUTSIDE_PERIOD, f"Dated {item.on}, outside the period.")


def _delivery_key(item: LedgerItem) -> Hashable:
    return (item.kind, item.source_id, item.on, item.money)


def _latest_first(files: Sequence[ExportFile]) -> list[ExportFile]:
    by_content = sorted(files, key=lambda file: (file.sha256, file.name))
    return sorted(by_content, key=_printed_at, reverse=True)


def _printed_at(file: ExportFile) -> str:
    return file.printed_at.isoformat() if file.printed_at else ""
