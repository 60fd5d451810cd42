"""`report.html`: the document a controller prints, forwards and signs; one file, self-contained."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from suitehouse.ledger.money import Money, plain
from suitehouse.ledger.tally import Tally
from suitehouse.operations.html import html_environment
from suitehouse.reconcile.bridge import Bucket
from suitehouse.reconcile.outcome import Break, Suggestion, SuggestionReason
from suitehouse.reconcile.output.bounds import largest
from suitehouse.reconcile.output.bridge_table import LABELS, SIDES
from suitehouse.reconcile.output.ledger_part import undecided_sentence
from suitehouse.reconcile.output.pipeline_part import breaks_by_origin
from suitehouse.reconcile.output.summary import breaks_by_kind, effects, parts_by_cause
from suitehouse.reconcile.output.tables import age_days, side_sum
from suitehouse.reconcile.report import ReconcileReport, Reconciliation
from suitehouse.reconcile.terms import CRM_NAME

_TEMPLATE = "report.html.j2"
_INITIALS = re.compile(r"\b(?:crm|erp|fx)\b", re.IGNORECASE)
_AGE_BANDS = ((30, "0-30 days"), (60, "31-60"), (90, "61-90"))
_OLDER = "over 90"
# What each reason says of the rows that follow; a person decides.
_COULD_BE: Mapping[SuggestionReason, str] = {
    SuggestionReason.TIE: "Same party and amount, but more than one row fits or numbers differ:",
    SuggestionReason.AMBIGUOUS_SUM: "Adds up, but not in one way alone:",
    SuggestionReason.PART_OF_SUM: "Could be part of the sum of:",
    SuggestionReason.POSSIBLE_SUM: "Adds up, which may be chance among so many rows:",
    SuggestionReason.PART_OF_REFERENCE: "Same amount, and the numbers agree in part:",
    SuggestionReason.NO_REFERENCE: "Same amount, and one of the two has no number:",
    SuggestionReason.SAME_AMOUNT: "Same amount, and no number in common:",
}
_ONLY_ONE_FITS = (
    "Same party and amount, and it alone; but the numbers differ, or it fits another row as well:"
)
_ORIGINS = {
    "business": "The business: the two systems really differ",
    "crm_deleted": "Deleted in the CRM: the number was there",
    "pipeline": "Our pipeline: the CRM has it, the warehouse does not have it right or in time",
}


@dataclass(frozen=True, slots=True)
class Headline:
    """How much of what was compared agrees, on the CRM's side."""

    matched: int
    compared: int
    matched_value: Sequence[Money]

    @property
    def matched_pct(self) -> str:
        """The share of compared invoices that match, to one decimal, never rounded up to 100."""
        if not self.compared:
            return "n/a"
        return f"{Decimal(self.matched * 1000 // self.compared) / 10:.1f} %"


def report_html(report: ReconcileReport) -> str:
    """Return the report as one HTML document; every text from outside is escaped."""
    environment = html_environment(Path(__file__).parent)
    environment.filters.update(accounting=_accounting, words=_words, tally=_tally, bucket=_bucket)
    environment.filters["undecided_ledgers"] = undecided_sentence
    environment.globals.update(
        age_days=age_days,
        ageing=_ageing,
        bands=[*(name for _, name in _AGE_BANDS), _OLDER],
        breaks_by_kind=breaks_by_kind,
        breaks_by_origin=breaks_by_origin,
        crm_name=CRM_NAME,
        effects=effects,
        could_be=_could_be,
        headline=_headline,
        largest=largest,
        labels=LABELS,
        sides=SIDES,
        origin_words=_ORIGINS,
        parts_by_cause=parts_by_cause,
        side_sum=side_sum,
    )
    entity = next((file.facts.entity for file in report.files if file.facts.entity), "")
    return environment.get_template(_TEMPLATE).render(report=report, entity=entity) + "\n"


def _accounting(money: Money | None) -> str:
    """Print as accountants do: thousands separated, negatives in parentheses, zero as a dash."""
    if money is None:
        return ""
    if not money.amount:
        return "\u2013"
    printed = plain(abs(money.amount), money.currency, thousands=True)
    return f"({printed})" if money.amount < 0 else printed


def _tally(tally: Tally, currency: str) -> str:
    return _accounting(Money(tally.amount, currency))


def _words(code: str) -> str:
    spaced = code.replace("_", " ").capitalize()
    return _INITIALS.sub(lambda found: found[0].upper(), spaced)


def _bucket(bucket: Bucket) -> str:
    """What a bucket of the bridge is called: the kind of break, why rows are left out, or so."""
    if bucket.type == "matched":
        return "Matched"
    words = LABELS.get(bucket.name) or _words(bucket.name)
    named = f"Excluded: {words.lower()}" if bucket.type == "excluded" else words
    return f"{named}; only in {SIDES[bucket.side]}" if bucket.side else named


def _could_be(hint: Suggestion) -> str:
    """What speaks for the rows beneath a break; one row alone is no tie on its side."""
    if hint.reason is SuggestionReason.TIE and hint.count == 1:
        return _ONLY_ONE_FITS
    return _COULD_BE[hint.reason]


def _ageing(done: Reconciliation, breaks: Sequence[Break]) -> Mapping[str, int]:
    counts = dict.fromkeys([*(name for _, name in _AGE_BANDS), _OLDER], 0)
    for found in breaks:
        age = age_days(done, found)
        counts[next((name for limit, name in _AGE_BANDS if age <= limit), _OLDER)] += 1
    return counts


def _headline(done: Reconciliation) -> Headline:
    left = done.definition.left.side
    ours = [totals for totals in done.totals if totals.side is left]
    matched = sum(totals.matched.count for totals in ours)
    broken = sum(totals.broken.count for totals in ours)
    agreed = [totals for totals in ours if totals.matched.count]
    value = [Money(totals.matched.amount, totals.currency) for totals in agreed]
    return Headline(matched, matched + broken, value)
