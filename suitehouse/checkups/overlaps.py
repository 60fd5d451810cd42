"""How late rows were that sweeps found late, and how far back windows start because of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from suitehouse.checkups._passes import remembered
from suitehouse.doctor import Examination, Finding
from suitehouse.settings import CapturePolicy
from suitehouse.warehouses._pass_memory import TableMemory

_SUBJECT: Final = "overlaps"
_NAMED: Final = 3


def overlaps(examination: Examination) -> Iterator[Finding]:
    """Yield the tables whose overlap was found to be too short; nothing before the first pass."""
    policy = examination.policy.capture
    tables = {
        table: known
        for table, known in sorted(remembered(examination).items())
        if table in examination.contracts
    }
    if not tables:
        return
    late = {table: known for table, known in tables.items() if known.late.rows}
    if not late:
        message = f"windows start {policy.overlap_seconds:,} s back, and no sweep found a late row"
        yield Finding("ok", _SUBJECT, message)
        return
    details = tuple(f"{table}: {_lateness(known, policy)}" for table, known in late.items())
    message = f"sweeps found late rows in {len(late)} of {len(tables)} tables: "
    yield Finding("ok", _SUBJECT, message + "; ".join(_shown(details)), details=details)
    yield from _beyond(late, policy)


def _shown(details: tuple[str, ...]) -> tuple[str, ...]:
    more = len(details) - _NAMED
    return (*details[:_NAMED], f"and {more} more") if more > 0 else details


def _lateness(known: TableMemory, policy: CapturePolicy) -> str:
    late = known.late
    overlap = max(known.overlap_seconds or 0.0, float(policy.overlap_seconds))
    rows = "1 row" if late.rows == 1 else f"{late.rows:,} rows"
    return (
        f"{rows} late by {late.median:,.0f} s (median), {late.p95:,.0f} s (95 %), "
        f"{late.longest:,.0f} s (longest); overlap {overlap:,.0f} s"
    )


def _beyond(late: dict[str, TableMemory], policy: CapturePolicy) -> Iterator[Finding]:
    """Rows that are later than the cap allows windows to reach."""
    cap = policy.overlap_cap_seconds
    if tables := [table for table, known in late.items() if known.late.longest > cap]:
        yield Finding(
            "warn",
            _SUBJECT,
            f"rows of {', '.join(tables)} were later than overlap_cap_seconds = {cap}",
            "raise it in suitehouse.toml, or leave such rows to sweeps",
        )
