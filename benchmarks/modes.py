"""What is measured, in the order in which the source changes under it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.server import Server


def _nothing_changes(_server: Server) -> None:
    """The source stays as it was for the mode before."""


@dataclass(frozen=True, slots=True)
class Mode:
    """One kind of work.

    Attributes:
        title: Heading of its table; `{changed}` stands for how many rows were changed.
        work: What a peer calls it.
        stands_on: The mode whose result it begins with, or nothing.
        changed: One row in so many was changed; 0: none.
        prepare: What is done to the source before its first round.
        is_verified: What landed is compared with the source by the peer's own `verify` too.
    """

    name: str
    title: str
    work: str
    stands_on: str = ""
    changed: int = 0
    prepare: Callable[[Server], None] = _nothing_changes
    is_verified: bool = False


MODES = (
    Mode("full", "Full load", "full"),
    Mode("postgres", "Full load into PostgreSQL", "postgres"),
    Mode(
        "everything",
        "Full load of every table",
        "everything",
        prepare=Server.make_company,
    ),
    Mode(
        "idle",
        "A pass over every table, nothing changed",
        "idle",
        stands_on="everything",
    ),
    Mode("sweep", "Sweep of equal rows", "sweep", stands_on="full"),
    Mode(
        "heal",
        "Sweep after about {changed:,} rows changed without a stamp",
        "sweep",
        stands_on="full",
        changed=1000,
        prepare=Server.change_one_row_in_a_thousand_without_a_stamp,
        is_verified=True,
    ),
    Mode(
        "incremental",
        "Incremental: about {changed:,} changed rows, no index on date_modified",
        "incremental",
        stands_on="full",
        changed=100,
        prepare=Server.change_one_row_in_a_hundred,
    ),
    Mode(
        "indexed",
        "Incremental: the same rows, with an index on date_modified",
        "incremental",
        stands_on="full",
        changed=100,
        prepare=Server.index_stamps,
    ),
)


def mode_named(name: str) -> Mode:
    """Return one mode."""
    return next(mode for mode in MODES if mode.name == name)


def chosen_modes(names: str) -> tuple[Mode, ...]:
    """Return the modes of these names, with commas, in their order; all where there is none.

    Raises:
        SystemExit: There is no such mode.
    """
    wanted = {name for name in names.split(",") if name}
    if unknown := sorted(wanted - {mode.name for mode in MODES}):
        known = ", ".join(mode.name for mode in MODES)
        raise SystemExit(f"No mode is called {', '.join(unknown)}. There are: {known}.")
    return tuple(mode for mode in MODES if not wanted or mode.name in wanted)
