"""Where each target is tested: what is real and what stands in for it."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from bigquery_emulator import emulated_client
from postgres import fresh_database

from suitehouse.targets._bigquery_access import access_of, google_client
from suitehouse.targets.bigquery import BigQueryTarget
from suitehouse.targets.opening import open_target
from suitehouse.targets.protocol import Target


@dataclass(frozen=True, slots=True)
class Place:
    """An empty place of a target, and how it is opened; `stands_in` names an emulator."""

    name: str
    open: Callable[[], Target]
    stands_in: str = ""
    # Several readers can look on while rows are delivered.
    has_readers: bool = True
    # How many rows are many: a stand-in is not made for speed.
    many_rows: int = 1_000_000
    # Names of columns are letters, digits and underscores, and case does not tell them apart.
    plain_names: bool = False
    # What the stand-in cannot show.
    not_shown: tuple[str, ...] = ()

    @property
    def stand_in_note(self) -> str:
        """What stands in and what it does not show, for the page; nothing of the real thing."""
        return f"{self.stands_in}. Not shown: {'; '.join(self.not_shown)}" if self.stands_in else ""


@contextmanager
def duckdb_file(folder: Path) -> Iterator[Place]:
    """A DuckDB file of its own."""
    url = f"duckdb:///{folder}/other.duckdb"
    yield Place("duckdb", lambda: open_target(url), has_readers=False)


@contextmanager
def postgres_database(_folder: Path) -> Iterator[Place]:
    """A database of a real PostgreSQL."""
    with fresh_database() as url:
        yield Place("postgresql", lambda: open_target(url))


@contextmanager
def bigquery_emulator(_folder: Path) -> Iterator[Place]:
    """Datasets of their own in an emulator, spoken to by Google's own client."""
    url = f"bigquery://emulated/t{uuid.uuid4().hex[:12]}?location=US"
    yield Place(
        "bigquery",
        lambda: BigQueryTarget(access_of(url), emulated_client),
        stands_in="bqemulator 1.4.0, spoken to by Google's own client",
        has_readers=False,
        plain_names=True,
        many_rows=100_000,
        not_shown=(
            "isolation (it copies tables before a transaction and back after an error)",
            "the rolling back of `truncate table`",
            "permissions, quotas, billing, locations, clustering, time travel, stages that expire",
        ),
    )


@contextmanager
def bigquery_live(_folder: Path) -> Iterator[Place]:
    """Datasets of their own in a real project; its URL has location and credentials."""
    parts = urlsplit(os.environ[BIGQUERY])
    prefix = f"t{uuid.uuid4().hex[:12]}"
    access = access_of(urlunsplit(parts._replace(path=f"/{prefix}")))
    try:
        yield Place("bigquery_live", lambda: BigQueryTarget(access), plain_names=True)
    finally:
        client = google_client(access)
        for dataset in list(client.list_datasets()):
            if dataset.dataset_id.startswith(f"{prefix}_"):
                client.delete_dataset(dataset.reference, delete_contents=True)


PLACES: dict[str, Callable[[Path], AbstractContextManager[Place]]] = {
    "bigquery": bigquery_emulator,
    "duckdb": duckdb_file,
    "postgresql": postgres_database,
}
# Real services are asked only where somebody names one, who pays for it.
BIGQUERY = "SUITEHOUSE_TEST_BIGQUERY_URL"
if os.environ.get(BIGQUERY):
    PLACES["bigquery_live"] = bigquery_live
