"""From runs to the figures of the table: fastest and median, and how many times suitehouse's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.measure import Cost

BASELINE = "suitehouse"


@dataclass(frozen=True, slots=True)
class Run:
    """One measured run of one peer.

    Attributes:
        mode: Name of a mode.
        failure: Why it does not count, or empty.
    """

    name: str
    about: str
    mode: str
    number: int
    cost: Cost
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One peer's line of a table; CPU seconds are the least seen, memory is the most.

    Attributes:
        times_baseline: Fastest run over the baseline's fastest; None where there is no baseline.
    """

    name: str
    about: str
    runs: int
    fastest_seconds: float
    median_seconds: float
    client_cpu_seconds: float
    server_cpu_seconds: float
    peak_rss_mb: float
    times_baseline: float | None


def lines_of(runs: Iterable[Run], mode: str) -> tuple[Line, ...]:
    """Return a line for each peer with a run that counts, fastest first."""
    costs: dict[tuple[str, str], list[Cost]] = {}
    for run in runs:
        if run.mode == mode and not run.failure:
            costs.setdefault((run.name, run.about), []).append(run.cost)
    baseline = min(
        (c.seconds for (name, _), of in costs.items() if name == BASELINE for c in of), default=None
    )
    lines = (_line(name, about, of, baseline) for (name, about), of in costs.items())
    return tuple(sorted(lines, key=lambda line: line.fastest_seconds))


def _line(name: str, about: str, costs: Sequence[Cost], baseline: float | None) -> Line:
    fastest = min(cost.seconds for cost in costs)
    return Line(
        name=name,
        about=about,
        runs=len(costs),
        fastest_seconds=fastest,
        median_seconds=median(cost.seconds for cost in costs),
        client_cpu_seconds=min(cost.client_cpu_seconds for cost in costs),
        server_cpu_seconds=min(cost.server_cpu_seconds for cost in costs),
        peak_rss_mb=max(cost.peak_rss_mb for cost in costs),
        times_baseline=None if baseline is None else fastest / baseline,
    )


def floor_seconds(lines: Iterable[Line], cores: int) -> float | None:
    """Return what sending, receiving and inserting would take with every core fully used.

    The CPU seconds of the server and of a client that drops the rows, and of DuckDB's insert alone,
    over the cores. It is computed from parts that were measured, not observed as a whole.
    """
    found = {line.name: line for line in lines}
    if not {"read_and_drop", "insert_alone"} <= found.keys():
        return None
    read, insert = found["read_and_drop"], found["insert_alone"]
    cpu_seconds = read.server_cpu_seconds + read.client_cpu_seconds + insert.client_cpu_seconds
    return cpu_seconds / cores
