"""How the last pass over each table found its changes: a line a lane, a reason a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from suitehouse.capturing.bearings import check_lanes
from suitehouse.checkups._passes import remembered
from suitehouse.contracts.model import load_contracts
from suitehouse.doctor import Examination, Finding

_SUBJECT: Final = "lanes"
_NAMED: Final = 5


def lanes(examination: Examination) -> Iterator[Finding]:
    """Yield how many tables took each lane; nothing before the first pass."""
    check_lanes(load_contracts(), examination.policy.capture)
    reasons: dict[str, dict[str, str]] = {}
    for table, known in sorted(remembered(examination).items()):
        if table in examination.contracts and known.lane is not None:
            reasons.setdefault(known.lane, {})[table] = known.lane_reason or "of an earlier version"
    yield from (_finding(lane, reasons[lane]) for lane in sorted(reasons))


def _finding(lane: str, reasons: Mapping[str, str]) -> Finding:
    count = f"{len(reasons)} table{'' if len(reasons) == 1 else 's'}"
    names = ": " + ", ".join(reasons) if len(reasons) <= _NAMED else ""
    details = tuple(f"{table}: {reason}" for table, reason in reasons.items())
    return Finding("ok", _SUBJECT, f"{lane}, {count}{names}", details=details)
