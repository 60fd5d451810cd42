"""Measure matching: `python -m benchmarks.matching [--rows N] [--runs K] [--peers a,b]`."""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.environment import PeerNotInstalledError, benchmark_home, install
from benchmarks.matching.books import make_books
from benchmarks.measure import Cost, measure
from benchmarks.peer import Peer

_LIMIT_SECONDS = 900.0
_PINS: dict[str, tuple[str, ...]] = {
    "suitehouse": (),
    "bare_joins": (),
    "pandas_merge": (),
    "pandas_passes": (),
    "datacompy": ("datacompy==1.1.0",),
    "recordlinkage": ("recordlinkage==0.16", "pandas==2.3.3", "pyarrow==26.0.1"),
    "splink": ("splink==4.0.16", "pandas==2.3.3"),
}


def _interpreter(name: str) -> Path | None:
    """The Python that has what a contestant needs; None where it cannot be had here."""
    if not _PINS[name]:
        return Path(sys.executable)
    peer = Peer(about=name, requirements=_PINS[name], full=None, landed=None)
    try:
        return install(f"matching_{name}", peer, benchmark_home()).python
    except PeerNotInstalledError as error:
        print(error)
        return None


def _runs(names: Sequence[str], rounds: int, books: Path) -> Iterator[tuple[str, Cost, str]]:
    """Every contestant in turn, so that a noisy minute falls on all of them alike."""
    interpreters = {name: _interpreter(name) for name in names}
    for _ in range(rounds):
        for name, python in interpreters.items():
            if python is None:
                continue
            work = Path(tempfile.mkdtemp(prefix="suitehouse-matching-"))
            environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
            cost = measure(
                [str(python), "-m", f"benchmarks.matching.contestants.{name}", str(books)],
                folder=work,
                environment=environment,
                server_pid=os.getpid(),
                limit_seconds=_LIMIT_SECONDS,
            )
            printed = work.with_suffix(".log").read_text(encoding="utf-8").strip()
            work.with_suffix(".log").unlink()
            shutil.rmtree(work)
            yield name, cost, cost.failure or printed.splitlines()[-1]


def _print_table(found: dict[str, list[tuple[Cost, str]]]) -> None:
    bare = min(cost.seconds for cost, _ in found["bare_joins"])
    print("\n| contestant | min s | median s | CPU s | peak MB | x bare joins | pairs |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    for name, runs in found.items():
        walls = [cost.seconds for cost, _ in runs]
        cpu = min(cost.client_cpu_seconds for cost, _ in runs)
        peak = max(cost.peak_rss_mb for cost, _ in runs)
        print(
            f"| {name} | {min(walls):.2f} | {statistics.median(walls):.2f} | {cpu:.2f} "
            f"| {peak:.0f} | {min(walls) / bare:.2f} | {runs[-1][1][-80:]} |"
        )


def main(arguments: Sequence[str] | None = None) -> None:
    """Make the books, run every contestant and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--peers", default=",".join(_PINS))
    options = parser.parse_args(arguments)
    found: dict[str, list[tuple[Cost, str]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        make_books(Path(folder), options.rows)
        for name, cost, said in _runs(options.peers.split(","), options.runs, Path(folder)):
            found.setdefault(name, []).append((cost, said))
            print(
                f"{name}: {cost.seconds:.2f} s, {cost.peak_rss_mb:.0f} MB, {said[-80:]}", flush=True
            )
    _print_table(found)


if __name__ == "__main__":
    main()
