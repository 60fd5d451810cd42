"""Where each target is tested: what is real and what stands in for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from postgres import fresh_database

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


PLACES: dict[str, Callable[[Path], AbstractContextManager[Place]]] = {
    "duckdb": duckdb_file,
    "postgresql": postgres_database,
}
