"""The course of a sweep: tables longest unproven first, what becomes of faults, and the budget."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final, Protocol

from suitehouse.capturing.acquaintance import Acquaintance
from suitehouse.capturing.course import Key
from suitehouse.capturing.run_log import RunLog, RunStore, raise_joined
from suitehouse.capturing.selection import live_shape
from suitehouse.capturing.source_identity import check_source, identify
from suitehouse.contracts.model import TableContract
from suitehouse.contracts.shape import TableShape
from suitehouse.errors import (
    ConfigurationError,
    RemovalGuardError,
    SourceError,
    SourceUnreachableError,
    SuitehouseError,
    TableAlteredError,
    WarehouseError,
)
from suitehouse.privacy.suppression import Suppressing
from suitehouse.source.snapshot import SourceSnapshot
from suitehouse.sweeping.next_pass import NextPass
from suitehouse.sweeping.order import SweepOrder
from suitehouse.sweeping.report import SweepReport
from suitehouse.sweeping.snapshots import Snapshots
from suitehouse.sweeping.source_time import SourceTime
from suitehouse.sweeping.table_sweep import TableSweep
from suitehouse.sweeping.tally import Tally
from suitehouse.sweeping.telling import SweepTeller
from suitehouse.warehouses._pass_memory import PassMemory
from suitehouse.warehouses._sweep_store import SweepRow, SweepStatus, SweepStore
from suitehouse.warehouses.protocol import TableState

Retrier = Callable[[Callable[[TableContract], None], TableContract], None]
_NEVER: Final = datetime.min.replace(tzinfo=UTC)


class SweepTarget(RunStore, Suppressing, Protocol):
    """The warehouse as a sweep needs it."""

    def claim(self, key_id: str, check_value: str, at: datetime) -> None:
        """Make sure that this masking key is the warehouse's."""

    def states(self) -> Mapping[str, TableState]:
        """Return what is known of each table of `landing`."""

    def pass_memory(self) -> PassMemory:
        """Return what passes remember of their source, its clocks and their tables."""

    def sweep_store(self) -> SweepStore:
        """Return what compares and heals landing."""


class SweepCourse:
    """One sweep over the chosen tables."""

    def __init__(
        self, warehouse: SweepTarget, order: SweepOrder, key: Key, teller: SweepTeller
    ) -> None:
        self._warehouse = warehouse
        self._order = order
        self._key = key
        self._teller = teller
        self._store = warehouse.sweep_store()
        self._memory = warehouse.pass_memory()
        self._next_pass: tuple[SourceSnapshot, NextPass] | None = None
        self._acquaintance = Acquaintance(order.masker, order.contracts)
        self._time = SourceTime(order.clock, order.policy.sweep_budget_seconds)
        self._sweeps: dict[str, TableSweep] = {}
        self._rows: dict[str, SweepRow] = {}
        self._failures: dict[str, SuitehouseError] = {}
        self._log = RunLog(warehouse, order.clock, order.run_id, "sweep")

    def complete(
        self, snapshots: Snapshots, chosen: Sequence[TableContract], retrier: Retrier
    ) -> SweepReport:
        """Sweep the tables, record how it ended, and raise what could not be done."""
        self._teller.sweep_starts(len(chosen))
        with self._log.ended(self._teller.sweep_fails):
            report = self._sweep(snapshots, chosen, retrier)
            raise_joined(self._failures)
        self._teller.sweep_ends(report)
        return report

    def _sweep(
        self, snapshots: Snapshots, chosen: Sequence[TableContract], retrier: Retrier
    ) -> SweepReport:
        now = self._order.clock()
        self._states = self._warehouse.states()
        if not any(state.fingerprint for state in self._states.values()):
            raise WarehouseError(
                "No table has been captured into the warehouse yet; run `suitehouse capture` first."
            )
        self._warehouse.claim(self._key.key_id, self._key.check_value, now)
        self._log.begin()
        self._snapshots = snapshots
        self._positions = self._store.positions()
        proven = self._store.proven()
        unreached = []
        for contract in sorted(chosen, key=lambda c: (proven.get(c.table, _NEVER), c.table)):
            if self._time.is_spent:
                unreached.append(contract.table)
                continue
            self._teller.table_starts(contract.table)
            self._sweep_table(contract, retrier)
            snapshots.renew_if_old()
        return SweepReport(self._order.run_id, tuple(self._rows.values()), tuple(unreached))

    def _sweep_table(self, contract: TableContract, retrier: Retrier) -> None:
        """Sweep one table; a fault of this table alone is kept for the end of the sweep."""
        try:
            retrier(self._attempt, contract)
        except TableAlteredError as error:
            self._fail(contract.table, error)
            return
        except SourceUnreachableError:
            raise
        except (SourceError, RemovalGuardError, ConfigurationError) as error:
            self._fail(contract.table, error)
            return
        self._teller.table_ends(self._rows[contract.table])

    def _fail(self, table: str, error: SuitehouseError) -> None:
        self._failures[table] = error
        self._teller.table_fails(table, error)
        sweep = self._sweeps.pop(table, None)
        if sweep is not None:
            sweep.fail()

    def _attempt(self, contract: TableContract) -> None:
        """Sweep a table, or go on with it after a fault of the connection."""
        try:
            snapshot = self._snapshots.present()
            self._log.note_snapshot(snapshot.clock_utc)
            shape = self._shape(snapshot, contract)
            if shape is not None:
                self._go_on(snapshot, shape)
        except SourceUnreachableError:
            self._snapshots.drop()
            raise

    def _shape(self, snapshot: SourceSnapshot, contract: TableContract) -> TableShape | None:
        """The shape that landing and source share; None where there is nothing to compare."""
        live = snapshot.catalogue.get(contract.table)
        if live is None:
            snapshot.is_absent(contract.table)  # or hidden, or a view: an error
            self._pass_over(contract, "absent")
            return None
        shape = live_shape(contract, live)
        state = self._states.get(contract.table, TableState())
        if state.fingerprint != shape.fingerprint:
            self._pass_over(contract, "skipped")
            return None
        if not contract.key:
            self._pass_over(contract, "keyless")
            return None
        return shape

    def _pass_over(self, contract: TableContract, status: SweepStatus) -> None:
        now = self._order.clock()
        row = Tally(self._order.run_id, contract.table, now, status=status).row(now)
        self._store.note(row, self._positions.get(contract.table), now)
        self._rows[contract.table] = row

    def _go_on(self, snapshot: SourceSnapshot, shape: TableShape) -> None:
        table = shape.contract.table
        sweep = self._sweeps.get(table)
        if sweep is None:
            state = self._states[table]
            sweep = TableSweep(self._store, self._order, shape, state, self._time)
            self._sweeps[table] = sweep
        plan = self._next_pass_from(snapshot).plan(shape, self._states[table])
        self._acquaintance.make(snapshot, [shape.contract])
        sweep.attach(snapshot, self._positions.get(table), plan)
        for progress in sweep.advance():
            self._teller.table_advances(table, progress)
            if self._order.policy.sweep_pause_seconds:
                self._order.sleep(self._order.policy.sweep_pause_seconds)
        del self._sweeps[table]
        self._rows[table] = sweep.row
        if sweep.refusal is not None:
            raise sweep.refusal

    def _next_pass_from(self, snapshot: SourceSnapshot) -> NextPass:
        """The pass that would come now; the first one of a snapshot, which must be the source's.

        Raises:
            ConfigurationError: It is another source than the warehouse's.
        """
        if self._next_pass is None or self._next_pass[0] is not snapshot:
            secret = self._order.digest_secret
            found = identify(snapshot, secret)
            check_source(self._memory.source(), found, snapshot.address.place, secret)
            following = NextPass(self._order, self._memory, snapshot, self._states)
            self._next_pass = (snapshot, following)
        return self._next_pass[1]
