"""What a result stands on, in the order in which a reader has to know it.

A tick says that everything was there, was used and agrees. Whatever takes from that is a remark;
the headline is made of the remarks, so that it cannot say more than they do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from suitehouse.reconcile.parties import NOT_COMPARED
from suitehouse.reconcile.terms import CRM_NAME

if TYPE_CHECKING:
    from suitehouse.reconcile.report import ReconcileReport

FOOTED: Final = "Complete and footed"


class Weight(StrEnum):
    """What a remark takes from the result."""

    FAILS = "fails"
    QUALIFIES = "qualifies"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Remark:
    """Something without which the figures would be read for more than they are.

    Attributes:
        title: A few words for the headline; a note has none there.
    """

    code: str
    weight: Weight
    title: str
    sentence: str


def remarks_on(report: ReconcileReport) -> tuple[Remark, ...]:
    """Return what has to be known of a report, what fails it first."""
    found = (
        *_footing(report),
        *_not_read(report),
        *_nothing_done(report),
        *_coverage(report),
        *_crm(report),
        *_parties(report),
    )
    order = list(Weight)
    return tuple(sorted(found, key=lambda remark: order.index(remark.weight)))


def headline_of(remarks: Iterable[Remark]) -> str:
    """Return the headline that remarks leave a report."""
    telling = [remark for remark in remarks if remark.weight is not Weight.NOTE]
    titles = list(dict.fromkeys(remark.title for remark in telling))
    if not any(remark.weight is Weight.FAILS for remark in telling) and titles:
        return f"Footed; {', '.join(titles)}"
    return "; ".join(titles) or FOOTED


def _footing(report: ReconcileReport) -> Iterator[Remark]:
    if not report.foots:
        sentence = "Totals do not foot, or a file contradicts itself; see where it says so below."
        yield Remark("does_not_foot", Weight.FAILS, "Does not foot", sentence)


def _not_read(report: ReconcileReport) -> Iterator[Remark]:
    if count := len(report.quarantined):
        files = "1 file was" if count == 1 else f"{count} files were"
        sentence = f"{files} not used: the figures are incomplete."
        yield Remark("file_not_used", Weight.FAILS, "Incomplete", sentence)


def _nothing_done(report: ReconcileReport) -> Iterator[Remark]:
    for each in report.not_run:
        sentence = f"Not run: {each.name}. {each.reason}"
        yield Remark("not_run", Weight.FAILS, "Not all was run", sentence)
    if not report.reconciliations:
        sentence = "Nothing was reconciled"
        if not report.not_run:
            sentence += ": no reconciliation has files of all the sides that it compares"
        yield Remark("nothing_reconciled", Weight.FAILS, "Nothing was reconciled", f"{sentence}.")


def _coverage(report: ReconcileReport) -> Iterator[Remark]:
    for each in dict.fromkeys(found for done in report.reconciliations for found in done.coverage):
        if each.is_none:
            title = f"Not covered: no file of {each.label} speaks for {each.period.in_words}"
            yield Remark("not_covered", Weight.FAILS, title, each.sentence)
        elif each.breaks_outside:
            title = f"{each.label} covered in part"
            yield Remark("partly_covered", Weight.QUALIFIES, title, each.sentence)
        elif not each.is_whole:
            yield Remark("partly_covered", Weight.NOTE, "", each.sentence)


def _crm(report: ReconcileReport) -> Iterator[Remark]:
    doubtful = [table.table for table in report.crm_tables if table.standing != "proven"]
    if doubtful:
        sentence = (
            f"It is not proven that the warehouse has what {CRM_NAME} has, in"
            f" {', '.join(doubtful)}. Run `suitehouse sweep`, then reconcile again."
        )
        title = "CRM side not proven"
        yield Remark("crm_not_proven", Weight.QUALIFIES, title, sentence)


def _parties(report: ReconcileReport) -> Iterator[Remark]:
    if not report.compares_persons and report.reconciliations:
        yield Remark("persons_not_compared", Weight.NOTE, "", NOT_COMPARED)
