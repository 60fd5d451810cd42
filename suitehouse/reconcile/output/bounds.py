"""How many breaks and suggestions a document lists, so that it can be opened whatever the month.

All are counted; the CSV tables have all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from suitehouse.reconcile.outcome import Break

MOST_LISTED: Final = 1_000


def largest(breaks: Sequence[Break], *, most: int = MOST_LISTED) -> Sequence[Break]:
    """Return the breaks with the largest effect, in the order given; all where they are few.

    Figures of different currencies are ranked as they stand. A break across currencies has no
    effect that could be ranked, so it goes by the largest of its rows.
    """
    if len(breaks) <= most:
        return breaks
    ranked = sorted(range(len(breaks)), key=lambda at: (-_weight(breaks[at]), at))
    return [breaks[at] for at in sorted(ranked[:most])]


def _weight(found: Break) -> Decimal:
    effect = found.effect
    if effect is not None:
        return abs(effect.amount)
    return max(abs(member.compared.amount) for member in found.members)
