"""The rounds: every peer in turn, so that a noisy minute falls on all of them alike."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.environment import Environment
from benchmarks.figures import Run
from benchmarks.landed import Landed
from benchmarks.measure import Cost, measure
from benchmarks.peer import WITH_ZERO_DATES, WITHOUT_ZERO_DATES, Job, Peer
from benchmarks.server import HOST, Server

_LIMIT_SECONDS = 900.0


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

    def runs(self, rounds: int) -> Iterator[Run]:
        """Yield full loads round by round, then change the source, then incremental loads."""
        expected = self._expected()
        for number in range(1, rounds + 1):
            for entrant in self.entrants:
                yield self._full(entrant, number, expected)
        standing = [entrant for entrant in self.entrants if entrant.peer.incremental]
        standing = [entrant for entrant in standing if self._keep_first_load(entrant)]
        self.server.change_one_row_in_a_hundred()
        expected = self._expected()
        for number in range(1, rounds + 1):
            for entrant in standing:
                yield self._incremental(entrant, number, expected)

    def _expected(self) -> Mapping[str, Landed]:
        return {name: self.server.holds(name) for name in (WITH_ZERO_DATES, WITHOUT_ZERO_DATES)}

    def _full(self, entrant: Entrant, number: int, expected: Mapping[str, Landed]) -> Run:
        self._clear(entrant)
        return self._checked(entrant, "full", number, expected)

    def _keep_first_load(self, entrant: Entrant) -> bool:
        """Put aside what incremental loads stand on; return whether there is such a thing."""
        if entrant.peer.first:
            self._clear(entrant)
            if self._cost(entrant, "first").failure:
                return False
        if not Path(self._job(entrant).target).exists():
            return False
        shutil.copytree(self._work(entrant), self._kept(entrant))
        return True

    def _incremental(self, entrant: Entrant, number: int, expected: Mapping[str, Landed]) -> Run:
        shutil.rmtree(self._work(entrant))
        shutil.copytree(self._kept(entrant), self._work(entrant))
        return self._checked(entrant, "incremental", number, expected)

    def _checked(
        self, entrant: Entrant, mode: str, number: int, expected: Mapping[str, Landed]
    ) -> Run:
        cost = self._cost(entrant, mode)
        failure = cost.failure or self._difference(entrant, expected[entrant.database])
        run = Run(entrant.name, entrant.peer.about, mode, number, cost, failure)
        self.report(run)
        return run

    def _cost(self, entrant: Entrant, mode: str) -> Cost:
        job = self._job(entrant).to_json()
        words = ["-m", "benchmarks.once", entrant.kind, entrant.name, mode, job]
        return measure(
            [str(entrant.environment.python), *words],
            folder=self._work(entrant),
            environment=entrant.environment.variables,
            server_pid=self.server.pid,
            limit_seconds=_LIMIT_SECONDS,
        )

    def _difference(self, entrant: Entrant, expected: Landed) -> str:
        """Return how what landed differs from the source, or nothing."""
        if entrant.peer.landed is None:
            return ""
        words = ["-m", "benchmarks.landed", self._job(entrant).target, entrant.peer.landed]
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
        )

    def _clear(self, entrant: Entrant) -> None:
        shutil.rmtree(self._work(entrant), ignore_errors=True)
        self._work(entrant).mkdir(parents=True)

    def _work(self, entrant: Entrant) -> Path:
        return self.folder / "work" / entrant.name

    def _kept(self, entrant: Entrant) -> Path:
        return self.folder / "kept" / entrant.name
