"""The summary's part on suggestions: all counted by reason, some listed."""

from __future__ import annotations

from collections import Counter
from itertools import chain, islice
from typing import Any

from suitehouse.ledger.money import plain
from suitehouse.reconcile.outcome import Member, Suggestion
from suitehouse.reconcile.output.bounds import MOST_LISTED
from suitehouse.reconcile.report import Reconciliation


def suggestions_listed(done: Reconciliation) -> list[dict[str, Any]]:
    """Return the first suggestions, in the order of their breaks, as plain values."""
    found = islice(chain.from_iterable(done.suggestions.values()), MOST_LISTED)
    return [_suggestion(done, suggestion) for suggestion in found]


def suggestions_by_reason(done: Reconciliation) -> dict[str, int]:
    """Return how many suggestions there are, listed or not, by reason in name order."""
    found = chain.from_iterable(done.suggestions.values())
    return dict(sorted(Counter(suggestion.reason.value for suggestion in found).items()))


def _suggestion(done: Reconciliation, found: Suggestion) -> dict[str, Any]:
    return {
        "id": found.suggestion_id,
        "break_id": found.break_id,
        "reason": found.reason,
        "count": found.count,
        "alternatives": [
            [_candidate(done, member) for member in members] for members in found.alternatives
        ],
    }


def _candidate(done: Reconciliation, member: Member) -> dict[str, Any]:
    money = member.compared
    return {
        "side": done.side_of(member),
        "source_file": member.source_file,
        "line": member.line,
        "source_id": member.source_id,
        "label": member.label,
        "on": member.on.isoformat(),
        "amount": plain(money.amount, money.currency),
        "currency": money.currency,
    }
