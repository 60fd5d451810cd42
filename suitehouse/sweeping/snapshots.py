"""The source snapshot of a comparison, opened when it is needed and renewed after a fault.

It is also renewed between tables once it is a minute old: a transaction that stays open makes the
CRM's server keep every old version of every row.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from types import TracebackType
from typing import Final, Self

from suitehouse.errors import SuitehouseError
from suitehouse.operations.clock import Clock
from suitehouse.source.snapshot import SourceSnapshot

SnapshotOpener = Callable[[], SourceSnapshot]
_LONGEST: Final = timedelta(minutes=1)


class Snapshots:
    """A context manager that closes the snapshot at its end."""

    def __init__(self, source: SnapshotOpener, clock: Clock) -> None:
        self._source = source
        self._clock = clock
        self._snapshot: SourceSnapshot | None = None
        self._opened_at: datetime | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.drop()

    def present(self) -> SourceSnapshot:
        """Return the snapshot, a new one where there is none.

        Raises:
            SourceError: As `open_snapshot`.
        """
        if self._snapshot is None:
            self._snapshot = self._source()
            self._opened_at = self._clock()
        return self._snapshot

    def renew_if_old(self) -> None:
        """Let go of a snapshot that is a minute old."""
        if self._opened_at is not None and self._clock() - self._opened_at > _LONGEST:
            self.drop()

    def drop(self) -> None:
        """Let go of the snapshot; the next one is a new one."""
        snapshot, self._snapshot, self._opened_at = self._snapshot, None, None
        if snapshot is not None:
            with suppress(SuitehouseError, OSError):
                snapshot.close()
