"""What a pass tells while it runs: people by the progress, the event log by events."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from suitehouse.contracts.drift import SchemaChange
from suitehouse.errors import SuitehouseError
from suitehouse.operations.clock import Clock
from suitehouse.operations.event_log import Events
from suitehouse.operations.progress import Progress
from suitehouse.warehouses.protocol import TableLoad


class PassTeller:
    """Tells of the start and end of one pass and of each of its tables; never of a value."""

    def __init__(self, progress: Progress, events: Events, run_id: str, clock: Clock) -> None:
        self._progress = progress
        self._events = events
        self._run_id = run_id
        self._clock = clock
        self._started: datetime = clock()

    def pass_starts(self, tables: int) -> None:
        """The pass begins."""
        self._started = self._clock()
        self._events.note("pass_started", run=self._run_id, tables=tables)

    def attempt_starts(self, tables: int) -> None:
        """A source snapshot is there; every table is still to come."""
        self._progress.begin(tables)

    def schema_changed(self, changes: Collection[SchemaChange]) -> None:
        """The source's schema differs in ways that no pass noticed before."""
        for change in changes:
            self._events.note(
                "schema_changed",
                run=self._run_id,
                table=change.table,
                column=change.column,
                change=change.change,
                action=change.action,
            )

    def table_starts(self, table: str) -> None:
        """A table's turn has come."""
        self._progress.start(table)
        self._events.note("table_started", run=self._run_id, table=table)

    def table_ends(self, load: TableLoad) -> None:
        """A table is as the source has it."""
        self._progress.finish(load.table, _note(load))
        self._events.note(
            "table_finished",
            run=self._run_id,
            table=load.table,
            status="absent" if load.absent else "succeeded",
            mode=load.mode,
            rows=load.rows_read,
            changed=load.rows_changed,
            removed=load.rows_removed,
            seconds=load.seconds,
        )

    def table_fails(self, table: str, error: SuitehouseError) -> None:
        """A table stays as it was."""
        self._progress.finish(table, "failed")
        self._events.note(
            "table_finished", run=self._run_id, table=table, status="failed", exc_info=error
        )

    def table_needs_memory(self, table: str) -> None:
        """A table ran out of the usual memory and is read again with more."""
        self._progress.say(f"{table}: too large for the usual memory; read again with more")
        self._events.note("table_needs_memory", run=self._run_id, table=table)

    def histories_end(self, tables: Collection[str]) -> None:
        """Contracts no longer ask for the history of these tables."""
        for table in tables:
            self._progress.say(
                f"history.{table} ends here and stays, since the contract no longer asks for it"
            )
            self._events.note("history_ended", run=self._run_id, table=table)

    def pass_ends(self, loads: Collection[TableLoad]) -> None:
        """The pass did all that was asked."""
        self._events.note(
            "pass_finished",
            run=self._run_id,
            status="succeeded",
            rows=sum(load.rows_read for load in loads),
            changed=sum(load.rows_changed for load in loads),
            removed=sum(load.rows_removed for load in loads),
            seconds=self._seconds(),
        )

    def pass_fails(self, error: BaseException) -> None:
        """The pass ends with an error."""
        self._events.note(
            "pass_finished",
            run=self._run_id,
            status="failed",
            seconds=self._seconds(),
            exc_info=error,
        )

    def _seconds(self) -> float:
        return round((self._clock() - self._started).total_seconds(), 3)


def _note(load: TableLoad) -> str:
    if load.absent:
        return "not in the source"
    if not load.rows_changed and not load.rows_removed and not load.rows_repeated:
        return ""
    repeated = f"; {repeated_note(load.rows_repeated)}" if load.rows_repeated else ""
    removed = f", {load.rows_removed} removed" if load.rows_removed else ""
    return f"{load.rows_read} read, {load.rows_changed} changed{removed}{repeated}"


def repeated_note(rows: int) -> str:
    """Return what is said of rows that cannot be told apart from another one."""
    if rows == 1:
        return "1 row shares a key with another or has none and was left out"
    return f"{rows} rows share a key with another or have none and were left out"
