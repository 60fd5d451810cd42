"""The record that a pass or a sweep keeps of itself in `ops.runs`, and how it ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from suitehouse.errors import KeyMaterialError, SuitehouseError
from suitehouse.operations.clock import Clock
from suitehouse.warehouses.protocol import RunRecord, RunStatus


class RunStore(Protocol):
    """The warehouse as a run's record needs it."""

    def record(self, run: RunRecord) -> None:
        """Write a run's row of `ops.runs` over the one of the same id."""


class RunLog:
    """The row of `ops.runs` of one run."""

    def __init__(self, warehouse: RunStore, clock: Clock, run_id: str, command: str) -> None:
        self._warehouse = warehouse
        self._clock = clock
        self._record = RunRecord(run_id, command, clock(), "running")

    def begin(self) -> None:
        """Write that the run is under way."""
        self._warehouse.record(self._record)

    def note_snapshot(self, snapshot_at: datetime) -> None:
        """Keep which source snapshot the run reads; it is written with the next of its states."""
        self._record = replace(self._record, snapshot_at=snapshot_at)

    @contextmanager
    def ended(self, tell_failure: Callable[[BaseException], None]) -> Iterator[None]:
        """Write how the work in the block ended.

        A warehouse of another key is left as it is.
        """
        try:
            yield
        except BaseException as error:
            tell_failure(error)
            if not isinstance(error, KeyMaterialError):
                with suppress(SuitehouseError):  # the warehouse may be what failed
                    self._finish("failed", type(error).__name__)
            raise
        self._finish("succeeded", None)

    def _finish(self, status: RunStatus, error: str | None) -> None:
        finished = self._clock()
        self._warehouse.record(
            replace(self._record, status=status, finished_at=finished, error=error)
        )


def raise_joined(failures: Mapping[str, SuitehouseError]) -> None:
    """Raise the first table's failure, where there is one; it names the others' tables too.

    Raises:
        SuitehouseError: A table failed.
    """
    if not failures:
        return
    first, *others = failures
    error = failures[first]
    if not others:
        raise error
    raise type(error)(f"{error} Tables that failed as well: {', '.join(others)}.") from error
