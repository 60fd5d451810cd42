"""How late a table's rows may be: the overlap of its window, measured by the rows found late.

A late row is one that was committed after a pass with a stamp from before its window: a sweep finds
it and says how late it was. Such a finding widens the table's overlap at once, with a margin and up
to a cap. It narrows again by halves: after each fortnight in which a sweep proved the table and
nothing late was found, but never below what windows themselves still found late, nor below what the
policy and the contract ask for.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

MARGIN: Final = 1.2
QUIET: Final = timedelta(days=14)
_MINUTE: Final = 60


@dataclass(frozen=True, slots=True)
class LateFindings:
    """What bears on a table's overlap.

    `overlap_seconds` was set at `set_at`, None where it never was. `latest` is the longest lateness
    that sweeps found since then, 0 for none. `reached` is the longest lateness of rows that windows
    read in the last `QUIET`, thanks to the overlap. `proven_at` is when a sweep last completed.
    """

    overlap_seconds: float = 0.0
    set_at: datetime | None = None
    latest: float = 0.0
    last_found_at: datetime | None = None
    reached: float = 0.0
    proven_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OverlapChange:
    """A new overlap of one table and why it was set."""

    seconds: float
    reason: str


def overlap_change(found: LateFindings, now: datetime, cap_seconds: float) -> OverlapChange | None:
    """Return the overlap to set now, None where the one that is set stays."""
    wanted = min(cap_seconds, _with_margin(found.latest))
    if wanted > found.overlap_seconds:
        return OverlapChange(wanted, f"a sweep found rows that were {found.latest:,.0f} s late")
    if found.set_at is None or not _is_quiet(found, found.set_at, now):
        return None
    half = max(found.overlap_seconds // 2, min(cap_seconds, _with_margin(found.reached)))
    if half >= found.overlap_seconds:
        return None
    return OverlapChange(half, f"nothing late was found for {QUIET.days} days")


def _is_quiet(found: LateFindings, set_at: datetime, now: datetime) -> bool:
    """Whether nothing late was found for long, although a sweep looked."""
    since = max(set_at, found.last_found_at or set_at)
    has_looked = found.proven_at is not None and found.proven_at > since
    return has_looked and now - since >= QUIET


def _with_margin(seconds: float) -> float:
    """A fifth more, in whole minutes."""
    return math.ceil(seconds * MARGIN / _MINUTE) * _MINUTE
