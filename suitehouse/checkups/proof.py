"""How fresh the proof is: when a sweep last found each table equal to the CRM."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final

from suitehouse.doctor import Examination, Finding
from suitehouse.errors import BusyError
from suitehouse.warehouses.opening import is_there, open_configured

_SUBJECT: Final = "proof"
_REMEDY: Final = "run `suitehouse sweep`, or start the schedule `sweeps`"
# Sweeps are nightly; a budget may spread one over a week.
OLDEST: Final = timedelta(days=8)


def proof(examination: Examination) -> Iterator[Finding]:
    """Yield when captured tables were last proven equal; nothing where there is no warehouse."""
    settings = examination.settings
    if not is_there(settings):
        return
    try:
        warehouse = open_configured(settings, access="read")
    except BusyError:
        return  # the checkup of the warehouse says so
    try:
        states = warehouse.states()
        captured = [
            table
            for table in examination.contracts
            if table in states and states[table].fingerprint
        ]
        proven = warehouse.sweep_store().proven()
    finally:
        warehouse.close()
    if captured:
        yield _finding(captured, proven, examination.clock())


def _finding(captured: Collection[str], proven: Mapping[str, datetime], now: datetime) -> Finding:
    known = {table: proven[table] for table in captured if table in proven}
    message = f"{len(known)} of {len(captured)} captured tables were proven equal by a sweep"
    if not known:
        return Finding("warn", _SUBJECT, message, _REMEDY)
    table, at = min(known.items(), key=lambda item: item[1])
    message += f"; last proven at {at:%Y-%m-%d %H:%M:%S} UTC or later (oldest: {table})"
    is_fresh = len(known) == len(captured) and now - at <= OLDEST
    return Finding("ok" if is_fresh else "warn", _SUBJECT, message, "" if is_fresh else _REMEDY)
