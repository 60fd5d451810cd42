"""The results as one Markdown page and one JSON document."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from benchmarks.figures import Line, Run, floor_seconds, lines_of
from benchmarks.modes import MODES
from benchmarks.targets import outcomes

_HEADINGS = (
    *("approach", "runs", "min s", "median s", "client CPU s", "server CPU s"),
    *("peak RSS MB", "krows/s", "x suitehouse"),
)
_NOTES = (
    "Wall is a whole process, start-up included; CPU is user and system time of it and of the "
    "children it waited for; RSS is its largest single process (never less than the measuring "
    "process, about 35 MB). Source, client and DuckDB share this machine's cores.",
    "Each run counts only if the rows, the changed rows and a fingerprint of every id and "
    "date_modified equal the source's; after healing, `suitehouse verify` has to agree as well.",
    "Not the same work: suitehouse digests every row, decodes it, masks 18 of 42 columns, drops "
    "6 and lands 5 of its own; the peers copy all 42 in the clear.",
    "connectorx, both dlt backends, pandas and ingestr fail on zero dates or alter them, so they "
    "read a copy of the table without; suitehouse, sling and the limits read the table as it is.",
    "Peers run as their documentation says, once configured; connectorx by hand in the fastest "
    "arrangement of several tried. SuiteCRM has no index on date_modified.",
    "ingestr finds changes only from a start given by hand; without it, it reads everything again. "
    "suitehouse reads its overlap before the watermark again, and checks the removal guard.",
    "With every table there are three times as many rows as contacts, in 162 tables.",
)


@dataclass(frozen=True, slots=True)
class Result:
    """A whole measurement.

    Attributes:
        absent: Peers that could not be installed, and why.
    """

    started_at: datetime
    rows: int
    server_version: str
    runs: tuple[Run, ...]
    absent: tuple[str, ...]


def machine() -> str:
    """Return one line on what this was measured on."""
    memory_gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} cores of {_processor()}, {memory_gib:.0f} GiB, "
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    )


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def table(lines: Iterable[Line], rows: int) -> str:
    """Return a Markdown table, fastest first."""
    return _markdown([_HEADINGS, *(_cells(line, rows) for line in lines)])


def _markdown(rows: Sequence[Sequence[str]]) -> str:
    rule = ["---"] + ["--:"] * (len(rows[0]) - 1)
    return "\n".join(f"| {' | '.join(row)} |" for row in (rows[0], rule, *rows[1:]))


def _cells(line: Line, rows: int) -> Sequence[str]:
    ratio = "" if line.times_baseline is None else f"{line.times_baseline:.2f}"
    return (
        line.about,
        str(line.runs),
        f"{line.fastest_seconds:.2f}",
        f"{line.median_seconds:.2f}",
        f"{line.client_cpu_seconds:.2f}",
        f"{line.server_cpu_seconds:.2f}",
        f"{line.peak_rss_mb:.0f}",
        f"{rows / line.fastest_seconds / 1000:.0f}",
        ratio,
    )


def as_markdown(result: Result) -> str:
    """Return the page."""
    floor = floor_seconds(lines_of(result.runs, "full"), os.cpu_count() or 1)
    loads = [run.cost.load for run in result.runs]
    parts = [
        f"# {result.rows:,} contacts of 42 columns, {result.started_at:%Y-%m-%d %H:%M} UTC",
        f"{machine()}; MariaDB {result.server_version}; load average {min(loads)} to {max(loads)}.",
        *_tables(result),
        "" if floor is None else f"Floor of a full load, computed from parts: {floor:.2f} s.",
        _targets(result),
        "## Read this with it\n\n"
        + "\n".join(f"- {note}" for note in [*_NOTES, *_shortfalls(result)]),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _tables(result: Result) -> Iterator[str]:
    for mode in MODES:
        changed = result.rows // mode.changed if mode.changed else 0
        rows = result.rows if mode.work != "incremental" else changed
        if lines := lines_of(result.runs, mode.name):
            yield f"## {mode.title.format(changed=changed)}\n\n{table(lines, rows)}"


def _targets(result: Result) -> str:
    found = outcomes(result.runs)
    if not found:
        return ""
    head = ("what", "target", "measured", "met")
    return "## Targets\n\n" + _markdown([head, *(each.cells for each in found)])


def _shortfalls(result: Result) -> Sequence[str]:
    failed = [
        f"{run.name}, {run.mode} run {run.number}: {run.failure.splitlines()[-1]}"
        for run in result.runs
        if run.failure
    ]
    return [*result.absent, *failed]


def write(result: Result, folder: Path) -> Path:
    """Write both documents and return the Markdown page's path."""
    folder.mkdir(parents=True, exist_ok=True)
    page = folder / f"{result.started_at:%Y-%m-%d}-{result.rows}.md"
    page.write_text(as_markdown(result), encoding="utf-8")
    document = {**asdict(result), "machine": machine()}
    page.with_suffix(".json").write_text(
        json.dumps(document, indent=1, default=str) + "\n", encoding="utf-8"
    )
    return page
