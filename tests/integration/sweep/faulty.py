"""A source whose n-th statement fails, as often as it is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from suitehouse.source.reader import Query, RowBatch
from suitehouse.source.snapshot import SourceSnapshot


@dataclass(slots=True)
class FaultySource:
    """Opens snapshots; the statements whose numbers are in `faults` raise instead of answering."""

    open: Callable[[], SourceSnapshot]
    error: BaseException
    faults: set[int]
    statements: int = 0
    opened: int = 0
    tables: list[str] = field(default_factory=list)

    def __call__(self) -> Any:
        """Open a snapshot."""
        self.opened += 1
        return _FaultySnapshot(self.open(), self)


class _FaultySnapshot:
    def __init__(self, snapshot: SourceSnapshot, source: FaultySource) -> None:
        self._snapshot = snapshot
        self._source = source

    def __getattr__(self, name: str) -> Any:
        return getattr(self._snapshot, name)

    def read(self, query: Query) -> Iterator[RowBatch]:
        """Yield the rows of a query, unless it is one that fails."""
        self._source.statements += 1
        self._source.tables.append(query.table)
        if self._source.statements in self._source.faults:
            self._snapshot.close()
            raise self._source.error
        yield from self._snapshot.read(query)
