"""What a peer is, and the work it is given. Imports the standard library only: it also runs where
nothing but the peer is installed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NoReturn

CHANGED_FROM = "2026-01-01 00:00:00"  # every stamp before the change is earlier, none after it is
WITH_ZERO_DATES = "crm"
WITHOUT_ZERO_DATES = "crm_plain"


@dataclass(frozen=True, slots=True)
class Job:
    """One table to load, from where, to where.

    Attributes:
        work: Folder that is the peer's alone; kept from its first load to its incremental one.
        tools: Folder of what was installed for it besides its environment.
        arrow: The rows of `crm` as an Arrow file of text, for the limits.
        postgres: URL of an empty PostgreSQL database, for loads into one.
    """

    host: str
    port: int
    database: str
    work: str
    tools: str
    arrow: str
    user: str = "root"
    table: str = "contacts"
    postgres: str = ""

    @property
    def target(self) -> str:
        """The DuckDB file to make."""
        return f"{self.work}/warehouse.duckdb"

    def url(self, scheme: str) -> str:
        """Return the source's URL in the form that most tools read."""
        return f"{scheme}://{self.user}@{self.host}:{self.port}/{self.database}"

    def replace_process(
        self, command: Sequence[str], environment: Mapping[str, str] = {}
    ) -> NoReturn:
        """Become the command: it is then measured alone."""
        os.execvpe(command[0], list(command), {**os.environ, **environment})

    def to_json(self) -> str:
        """Return the job as one argument of a command line."""
        return json.dumps(asdict(self))


Work = Callable[[Job], None]


def nothing_more(_environment: Path, _tools: Path) -> None:
    """Stand for a peer that is ready once its packages are installed."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A tool that loads `contacts` into a DuckDB file; of most works only some tools are capable.

    Attributes:
        about: The tool and its arrangement, as the table names it.
        requirements: Pinned packages of its own environment; none: ours serves.
        landed: Where its rows are, in its DuckDB file; none: it keeps nothing.
        full: Loads everything; runs in its own process and environment.
        first: What its incremental load stands on, where that is not the full load.
        incremental: Brings in what changed since.
        sweep: Compares every row that it has with the source, and heals what differs.
        everything: Loads all tables of the source.
        idle: Brings in what changed since in all tables, where nothing did.
        postgres: Loads everything into the PostgreSQL database instead.
        landed_there: Where its rows are then.
        verify: Fails where what it has is not the source's; nobody measures this.
        prepare: Puts in place what packages alone don't, from (environment, tools).
        reads_zero_dates: False: it fails on them or alters them, so it reads a table without.
    """

    about: str
    full: Work | None
    landed: str | None
    requirements: tuple[str, ...] = ()
    first: Work | None = None
    incremental: Work | None = None
    sweep: Work | None = None
    everything: Work | None = None
    idle: Work | None = None
    postgres: Work | None = None
    landed_there: str = "landed.contacts"
    verify: Work | None = None
    prepare: Callable[[Path, Path], None] = nothing_more
    reads_zero_dates: bool = False
