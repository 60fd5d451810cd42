"""Recall and precision of what was reported against what is true.

A break counts where its reconciliation, kind and all of its rows are right; half right is wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from benchmarks.planting.company import PlantedMonth
from benchmarks.planting.observed import Observed, ReportedBreak
from benchmarks.planting.truth import NOT_ASSERTED, Truth, pairs_of


@dataclass(slots=True)
class Count:
    """How many are true, how many were reported, and how many are both."""

    true: int = 0
    reported: int = 0
    right: int = 0

    def add(self, true: int, reported: int) -> None:
        """Count what is true and what was reported of one thing."""
        self.true += true
        self.reported += reported
        self.right += min(true, reported)

    @property
    def recall(self) -> Fraction | None:
        """How many of the true ones were reported; nothing where there are none."""
        return Fraction(self.right, self.true) if self.true else None

    @property
    def precision(self) -> Fraction | None:
        """How many of the reported ones are true; nothing where there are none."""
        return Fraction(self.right, self.reported) if self.reported else None

    @property
    def figures(self) -> tuple[str, ...]:
        """The three numbers, recall, precision and F1, as a table prints them."""
        numbers = (f"{number:,}" for number in (self.true, self.reported, self.right))
        return (*numbers, *map(share_text, (self.recall, self.precision, self.f1)))

    @property
    def f1(self) -> Fraction:
        """The harmonic mean of both; nought where nothing is right."""
        return Fraction(2 * self.right, self.true + self.reported or 1)


@dataclass(slots=True)
class Score:
    """The score of any number of months.

    Attributes:
        kinds: By kind of break.
        pairs: Of pairs that belong together, whether they agree or not.
        matches: Of pairs that agree, which alone may be called matched.
        false_matches: How many pairs were called matched that do not belong together.
        wrong: What was asserted of rows and did not come: `(situation, expected, reported)`.
        instead: By kind that is not asserted yet, what was reported of its rows.
        beside: How many breaks have a second cause that nobody names yet.
    """

    months: int = 0
    rows: int = 0
    kinds: dict[str, Count] = field(default_factory=dict)
    pairs: Count = field(default_factory=Count)
    matches: Count = field(default_factory=Count)
    false_matches: int = 0
    wrong: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    instead: Counter[tuple[str, str]] = field(default_factory=Counter)
    beside: Counter[str] = field(default_factory=Counter)
    troubles: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Whether all that is asserted came, and nothing was matched that does not belong."""
        return not (self.wrong or self.troubles or self.false_matches)

    def macro_f1(self, *, asserted_only: bool) -> Fraction:
        """Return the mean of the kinds' F1, each kind as heavy."""
        chosen = [
            count.f1
            for kind, count in self.kinds.items()
            if not (asserted_only and kind in NOT_ASSERTED)
        ]
        return sum(chosen, Fraction(0)) / (len(chosen) or 1)

    def add(self, planted: PlantedMonth, observed: Observed) -> None:
        """Count a month."""
        self.months += 1
        self.rows += sum(observed.outcomes.values())
        self.troubles += observed.troubles
        truth = planted.truth
        true_breaks = Counter((one.reconciliation, one.kind, one.rows) for one in truth.breaks)
        for found in sorted(true_breaks.keys() | observed.breaks.keys()):
            count = self.kinds.setdefault(found[1], Count())
            count.add(true_breaks[found], observed.breaks[found])
        _add_all(self.pairs, true_pairs(truth), observed.pairs)
        _add_all(self.matches, true_matches(truth), observed.matches)
        self.false_matches += (observed.matches - true_pairs(truth)).total()
        self._note_wrong(planted, observed)
        self._note_unasserted(truth, observed)

    def _note_wrong(self, planted: PlantedMonth, observed: Observed) -> None:
        expected = true_outcomes(planted.truth)
        open_keys = _unasserted_rows(planted.truth)
        missed = _without(expected - observed.outcomes, open_keys)
        surprising = _without(observed.outcomes - expected, open_keys)
        for (side, key, outcome), times in missed.items():
            came = sorted(told for (where, row, told) in surprising if (where, row) == (side, key))
            situation = planted.situation_of[key]
            self.wrong[situation, f"{side}: {outcome}", ", ".join(came) or "nothing"] += times
        true_breaks = Counter(
            (one.reconciliation, one.kind, one.rows) for one in planted.truth.breaks
        )
        for side, kind, rows in _grouped_wrong(true_breaks, observed.breaks, open_keys):
            situation = planted.situation_of[rows[0]]
            self.wrong[situation, f"{side}: {kind} of {len(rows)} rows", "other rows"] += 1

    def _note_unasserted(self, truth: Truth, observed: Observed) -> None:
        told = {
            (side, key): outcome for side, key, outcome in observed.outcomes if outcome != "overlap"
        }
        for one in truth.breaks:
            self.beside.update(one.also)
            if not one.is_asserted:
                self.instead[one.kind, told[one.reconciliation, one.rows[-1]]] += 1


def share_text(share: Fraction | None) -> str:
    """Return a share with four decimals, cut and not rounded up; a dash where there is none."""
    return "-" if share is None else f"{int(share * 10_000) / 10_000:.4f}"


def true_pairs(truth: Truth) -> Counter[tuple[str, str, str]]:
    """Return the pairs that belong together, in matches and in breaks."""
    found = true_matches(truth)
    for one in truth.breaks:
        for ours, theirs in pairs_of(one.kind, one.rows):
            found[one.reconciliation, ours, theirs] += 1
    return found


def true_matches(truth: Truth) -> Counter[tuple[str, str, str]]:
    """Return the pairs that belong together and agree."""
    return Counter(
        (one.reconciliation, ours, theirs)
        for one in truth.matches
        for ours, theirs in pairs_of("", one.rows)
    )


def true_outcomes(truth: Truth) -> Counter[tuple[str, str, str]]:
    """Return what each row should come out as."""
    found: Counter[tuple[str, str, str]] = Counter()
    for match in truth.matches:
        found.update((match.reconciliation, row, "matched") for row in match.rows)
    for one in truth.breaks:
        kind = "overlap" if one.kind == "overlap_duplicate" else one.kind
        found.update((one.reconciliation, row, kind) for row in one.rows)
    for exclusion in truth.exclusions:
        found[exclusion.reconciliation, exclusion.row, exclusion.reason] += 1
    return found


def _add_all(
    count: Count, true: Counter[tuple[str, str, str]], reported: Counter[tuple[str, str, str]]
) -> None:
    for key in true.keys() | reported.keys():
        count.add(true[key], reported[key])


def _unasserted_rows(truth: Truth) -> set[tuple[str, str]]:
    return {
        (one.reconciliation, row) for one in truth.breaks if not one.is_asserted for row in one.rows
    }


def _without(
    outcomes: Counter[tuple[str, str, str]], rows: set[tuple[str, str]]
) -> Counter[tuple[str, str, str]]:
    return Counter({found: times for found, times in outcomes.items() if found[:2] not in rows})


def _grouped_wrong(
    true: Counter[ReportedBreak], reported: Counter[ReportedBreak], rows: set[tuple[str, str]]
) -> Iterable[ReportedBreak]:
    """Yield true breaks that did not come of exactly their rows."""
    for found in (true - reported).elements():
        if not any((found[0], row) in rows for row in found[2]):
            yield found
