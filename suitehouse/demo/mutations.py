"""A working day at the demo company: every way in which SuiteCRM changes rows, a few times each."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import suitehouse.demo.changes
from suitehouse.demo.changes.desk import Change, Desk
from suitehouse.demo.connection import Connection
from suitehouse.operations.clock import Clock, system_clock

_LEAST = 3
# How many times each change happens, as a share of the number of contacts.
_SHARE = 0.002


def mutate(
    connection: Connection, seed: int, clock: Clock = system_clock, *, prune: bool = True
) -> dict[str, int]:
    """Change the demo company as a day's work does; return how often each kind of change happened.

    The same company, seed and clock make the same changes. Removals come last, the prune job at
    the very end.

    Args:
        connection: To a database made by `build_company`.
        seed: What fixes every choice.
        clock: Read once: what SuiteCRM writes into `date_modified` as now.
        prune: Whether the job that removes marked rows for good runs too.
    """
    now = clock().replace(microsecond=0, tzinfo=None)
    desk = Desk(connection, seed, now)
    ((contacts,),) = desk.rows("select count(*) from contacts")
    count = max(_LEAST, int(contacts * _SHARE))
    return {
        change.__name__: change(desk, count)
        for change in changes()
        if prune or change.__name__ != "prune_database"
    }


def changes() -> Iterator[Change]:
    """Yield every change in the order of a day: file by file, removals last."""
    package = suitehouse.demo.changes
    names = sorted(found.name for found in pkgutil.iter_modules(package.__path__))
    for name in sorted(names, key=lambda each: each == "removals"):
        yield from getattr(importlib.import_module(f"{package.__name__}.{name}"), "CHANGES", ())
