"""The rounds: every peer in turn, so that a noisy minute falls on all of them alike."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import postgres
from benchmarks.environment import Environment
from benchmarks.figures import Run
from benchmarks.landed import Landed
from benchmarks.measure import Cost, measure
from benchmarks.modes import Mode, mode_named
from benchmarks.peer import WITH_ZERO_DATES, WITHOUT_ZERO_DATES, Job, Peer
from benchmarks.server import HOST, Server

_LIMIT_SECONDS = 1800.0


@dataclass(frozen=True, slots=True)
class Entrant:
    """A peer that is installed here.

    Attributes:
        kind: The folder it was found in: `peers` or `limits`.
    """

    name: str
    kind: str
    peer: Peer
    environment: Environment

    @property
    def database(self) -> str:
        """The database it can read."""
        return WITH_ZERO_DATES if self.peer.reads_zero_dates else WITHOUT_ZERO_DATES


@dataclass(frozen=True, slots=True)
class Contest:
    """Entrants, the server they read, and where they may write.

    Attributes:
        report: Told of each run as it ends.
    """

    entrants: tuple[Entrant, ...]
    server: Server
    folder: Path
    arrow: Path
    report: Callable[[Run], None]

    @property
    def needs_plain(self) -> bool:
        """Whether any of them reads the database without zero dates."""
        return any(entrant.database == WITHOUT_ZERO_DATES for entrant in self.entrants)

    def runs(self, modes: Sequence[Mode], rounds: int) -> Iterator[Run]:
        """Yield the runs mode by mode, each round by round."""
        for mode in modes:
            able = [entrant for entrant in self.entrants if getattr(entrant.peer, mode.work)]
            able = [entrant for entrant in able if self._has_standing(entrant, mode.stands_on)]
            mode.prepare(self.server)
            for number in range(1, rounds + 1):
                for entrant in able:
                    self._clear(entrant, mode.stands_on)
                    yield self._checked(entrant, mode, number)

    def _has_standing(self, entrant: Entrant, load: str) -> bool:
        """Whether there is what a mode stands on, made before the source changes for it.

        A limit stands on nothing.
        """
        if not load or entrant.kind == "limits" or self._kept(entrant, load).exists():
            return True
        work = "first" if load == "full" and entrant.peer.first else load
        if getattr(entrant.peer, work) is None:
            return False
        mode_named(load).prepare(self.server)
        self._clear(entrant)
        if self._cost(entrant, work).failure or not Path(self._job(entrant).target).exists():
            return False
        shutil.copytree(self._work(entrant), self._kept(entrant, load))
        return True

    def _checked(self, entrant: Entrant, mode: Mode, number: int) -> Run:
        cost = self._cost(entrant, mode.work)
        failure = cost.failure or self._difference(entrant, mode)
        if not failure and mode.is_verified and entrant.peer.verify:
            failure = self._cost(entrant, "verify").failure
        run = Run(entrant.name, entrant.peer.about, mode.name, number, cost, failure)
        self.report(run)
        return run

    def _cost(self, entrant: Entrant, work: str) -> Cost:
        job = self._job(entrant).to_json()
        words = ["-m", "benchmarks.once", entrant.kind, entrant.name, work, job]
        return measure(
            [str(entrant.environment.python), *words],
            folder=self._work(entrant),
            environment=entrant.environment.variables,
            server_pid=self.server.pid,
            limit_seconds=_LIMIT_SECONDS,
        )

    def _difference(self, entrant: Entrant, mode: Mode) -> str:
        """Return how what landed differs from the source, or nothing."""
        if entrant.peer.landed is None:
            return ""
        expected = self.server.holds(entrant.database)
        job = self._job(entrant)
        place = (job.target, entrant.peer.landed)
        if mode.work == "postgres":
            place = (job.postgres, entrant.peer.landed_there)
        words = ["-m", "benchmarks.landed", *place]
        found = subprocess.run(
            [sys.executable, *words], check=False, capture_output=True, text=True
        )
        if found.returncode:
            return f"what landed can't be read: {found.stderr.strip().splitlines()[-1]}"
        landed = Landed(**json.loads(found.stdout))
        return "" if landed == expected else f"landed {landed}, expected {expected}"

    def _job(self, entrant: Entrant) -> Job:
        return Job(
            host=HOST,
            port=self.server.port,
            database=entrant.database,
            work=str(self._work(entrant)),
            tools=str(entrant.environment.tools),
            arrow=str(self.arrow),
            postgres=postgres.database_url(entrant.name),
        )

    def _clear(self, entrant: Entrant, stands_on: str = "") -> None:
        shutil.rmtree(self._work(entrant), ignore_errors=True)
        if entrant.peer.postgres:
            postgres.make_empty(entrant.name)
        kept = self._kept(entrant, stands_on)
        if stands_on and kept.exists():
            shutil.copytree(kept, self._work(entrant))
        else:
            self._work(entrant).mkdir(parents=True)

    def _work(self, entrant: Entrant) -> Path:
        return self.folder / "work" / entrant.name

    def _kept(self, entrant: Entrant, load: str) -> Path:
        return self.folder / "kept" / load / entrant.name
