"""What suitehouse is to reach, as ratios within one measurement, and whether it did."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.figures import BASELINE, Line, Run, floor_seconds, lines_of
from benchmarks.modes import MODES

Lines = Mapping[tuple[str, str], Line]

# How many times suitehouse's wall others are to take at least, by mode.
_FASTER_THAN = {
    "full": {"dlt_connectorx": 1.25, "ingestr": 2.0, "sling": 4.0},
    "incremental": {"sling": 1.2, "dlt_connectorx": 2.0, "dlt_pyarrow": 2.0},
    "indexed": {"sling": 1.2, "dlt_connectorx": 2.0, "dlt_pyarrow": 2.0},
}
_PEAK_MB = 600.0
_TIMES_FLOOR = 2.0
_TIMES_SERVER_CPU = 1.3
_TIMES_SERVER_DIGEST = 1.2
_HEALING_SECONDS = 1.0
_TIMES_UNMASKED = 1.25
_IDLE_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """One target: what is compared, the bound, and what was measured."""

    what: str
    bound: float
    measured: float
    is_least: bool = False

    @property
    def is_met(self) -> bool:
        """Whether the bound was kept."""
        if self.is_least:
            return self.measured >= self.bound
        return self.measured <= self.bound

    @property
    def cells(self) -> Sequence[str]:
        """The outcome as a row of a table."""
        sign = "≥" if self.is_least else "≤"
        met = "yes" if self.is_met else "**no**"
        return (self.what, f"{sign} {self.bound:g}", f"{self.measured:.2f}", met)


def outcomes(runs: Sequence[Run]) -> tuple[Outcome, ...]:
    """Return the outcome of each target for which there are runs."""
    found = {(mode.name, line.name): line for mode in MODES for line in lines_of(runs, mode.name)}
    return (*_peers(found), *_limits(found, runs), *_own(found))


def _peers(found: Lines) -> Iterator[Outcome]:
    for mode, bounds in _FASTER_THAN.items():
        for name, bound in bounds.items():
            peer = found.get((mode, name))
            if peer is not None and peer.times_baseline is not None:
                what = f"{mode}: wall of {peer.about} / suitehouse"
                yield Outcome(what, bound, peer.times_baseline, is_least=True)


def _limits(found: Lines, runs: Sequence[Run]) -> Iterator[Outcome]:
    own = found.get(("full", BASELINE))
    floor = floor_seconds(lines_of(runs, "full"), os.cpu_count() or 1)
    if own and floor:
        yield Outcome("full: wall / floor", _TIMES_FLOOR, own.fastest_seconds / floor)
    bare = found.get(("full", "suitehouse_unmasked"))
    if own and bare:
        ratio = own.fastest_seconds / bare.fastest_seconds
        yield Outcome("full: wall / wall without masking", _TIMES_UNMASKED, ratio)
    plain = found.get(("full", "read_and_drop"))
    if own and plain and plain.server_cpu_seconds:  # 0 of few rows: it is counted in hundredths
        ratio = own.server_cpu_seconds / plain.server_cpu_seconds
        yield Outcome("full: the server's CPU / plain SELECT *", _TIMES_SERVER_CPU, ratio)
    swept, digest = found.get(("sweep", BASELINE)), found.get(("sweep", "server_digest"))
    if swept and digest:
        ratio = swept.fastest_seconds / digest.fastest_seconds
        yield Outcome("sweep: wall / the server's digest alone", _TIMES_SERVER_DIGEST, ratio)


def _own(found: Lines) -> Iterator[Outcome]:
    swept, healed = found.get(("sweep", BASELINE)), found.get(("heal", BASELINE))
    if swept and healed:
        added = healed.fastest_seconds - swept.fastest_seconds
        yield Outcome("heal: seconds beyond an equal sweep", _HEALING_SECONDS, added)
    if idle := found.get(("idle", BASELINE)):
        yield Outcome("idle: seconds", _IDLE_SECONDS, idle.fastest_seconds)
    for mode in MODES:
        if line := found.get((mode.name, BASELINE)):
            yield Outcome(f"{mode.name}: peak RSS in MB", _PEAK_MB, line.peak_rss_mb)
