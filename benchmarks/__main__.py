"""`python -m benchmarks`: what suitehouse's work costs beside its peers and physical limits."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks import limits, peers
from benchmarks.contest import Contest, Entrant
from benchmarks.environment import PeerNotInstalledError, benchmark_home, install
from benchmarks.figures import BASELINE, Run
from benchmarks.modes import chosen_modes
from benchmarks.peer import Peer
from benchmarks.report import Result, write
from benchmarks.server import running_server
from suitehouse.discovery import objects_in
from suitehouse.operations.clock import system_clock


def candidates(wanted: Sequence[str]) -> dict[str, tuple[str, Peer]]:
    """Return {name: (folder, peer)}: suitehouse, and the peers whose names begin so.

    Raises:
        SystemExit: No peer's name begins with one of those wanted.
    """
    found = objects_in(peers)
    for start in wanted:
        if not any(name.startswith(start) for name in found):
            raise SystemExit(f"No peer begins with '{start}'. There are: {', '.join(found)}.")
    return {
        name: ("peers", peer)
        for name, peer in found.items()
        if not wanted or name == BASELINE or name.startswith(tuple(wanted))
    }


def bounds() -> dict[str, tuple[str, Peer]]:
    """Return {name: (folder, limit)}."""
    return {name: ("limits", peer) for name, peer in objects_in(limits).items()}


def entrants_from(
    chosen: dict[str, tuple[str, Peer]], home: Path
) -> tuple[tuple[Entrant, ...], tuple[str, ...]]:
    """Return those that could be installed, and a sentence for each that could not."""
    entrants, absent = [], []
    for name, (kind, peer) in chosen.items():
        try:
            environment = install(name, peer, home)
        except PeerNotInstalledError as error:
            absent.append(str(error))
        else:
            entrants.append(Entrant(name, kind, peer, environment))
    return tuple(entrants), tuple(absent)


def _print_run(run: Run) -> None:
    words = run.failure or f"{run.cost.seconds:.2f} s, {run.cost.peak_rss_mb:.0f} MB"
    print(f"{run.mode} {run.number}  {run.name}: {words}", file=sys.stderr, flush=True)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000, help="contacts in the source")
    parser.add_argument("--runs", type=int, default=3, help="rounds of each kind")
    parser.add_argument("--modes", default="", help="kinds of work, with commas; default: all")
    parser.add_argument("--peers", default="", help="names or their beginnings, with commas")
    parser.add_argument(
        "--limits",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="also run the limits, one of which takes 1.8 GB for a million rows",
    )
    parser.add_argument("--out", type=Path, help="folder of the results")
    return parser.parse_args(arguments)


def measure_all(options: argparse.Namespace, home: Path) -> Result:
    """Install, fill, measure; nothing but the environments and the results is left behind."""
    wanted = [name for name in options.peers.split(",") if name]
    modes = chosen_modes(options.modes)
    limited = bounds() if options.limits else {}
    entrants, absent = entrants_from({**limited, **candidates(wanted)}, home)
    folder = home / "run"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    started_at = system_clock()
    with running_server(folder / "mariadb") as server:
        arrow = folder / "contacts.arrow"
        contest = Contest(entrants, server, folder, arrow, _print_run)
        server.make_source(options.rows, arrow, with_plain=contest.needs_plain)
        runs = tuple(contest.runs(modes, options.runs))
    shutil.rmtree(folder)
    return Result(started_at, options.rows, server.version, runs, absent)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, write the page and print it."""
    options = _options(arguments)
    home = benchmark_home()
    page = write(measure_all(options, home), options.out or home / "results")
    print(page.read_text(encoding="utf-8"))
    print(f"Written to {page} and {page.with_suffix('.json').name}.")


if __name__ == "__main__":
    main()
