"""The course of a pass: every chosen table from one source snapshot, and what becomes of faults.

A fault of one table leaves that table as it is and the others go on; a source that goes away ends
the attempt, and the next one reads all tables again from a snapshot of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final, Protocol

from suitehouse.capturing.acquaintance import Acquaintance
from suitehouse.capturing.drift import note_drift
from suitehouse.capturing.late_names import compared_for_names
from suitehouse.capturing.navigation import PassNavigator
from suitehouse.capturing.pass_order import PassOrder
from suitehouse.capturing.report import PassReport, added_loads
from suitehouse.capturing.run_log import RunLog, raise_joined
from suitehouse.capturing.selection import landing_table, live_shape
from suitehouse.capturing.table_pass import TablePass
from suitehouse.capturing.telling import PassTeller
from suitehouse.contracts.drift import SchemaChange
from suitehouse.contracts.model import TableContract
from suitehouse.contracts.shape import TableShape
from suitehouse.errors import (
    ConfigurationError,
    DiskFullError,
    RemovalGuardError,
    SourceError,
    SourceRefusedError,
    SourceUnreachableError,
    SuitehouseError,
    TableAlteredError,
    WarehouseError,
    WarehouseMemoryError,
)
from suitehouse.privacy.suppression import Masking, Suppressing
from suitehouse.removal_guard import REMEDY
from suitehouse.source.snapshot import SourceSnapshot
from suitehouse.warehouses.protocol import (
    ArrowReadable,
    LandingTarget,
    Ledger,
    Remembering,
    SealedLoad,
    TableLoad,
    TableState,
)

# How often tables that were altered while they were read are read again, each in a new snapshot.
_ALTERED_TRIES: Final = 3

SnapshotOpener = Callable[[], SourceSnapshot]


class Key(Protocol):
    """What a pass needs of the masking key."""

    @property
    def key_id(self) -> str:
        """Public name of the key."""

    @property
    def check_value(self) -> str:
        """Public fingerprint of the key."""

    @property
    def digest_key(self) -> bytes:
        """The secret of row digests."""


class KeyedMasker(Masking, Protocol):
    """A masker that says with which key it masks."""

    @property
    def key(self) -> Key:
        """The masking key."""


class CaptureTarget(ArrowReadable, LandingTarget, Ledger, Remembering, Suppressing, Protocol):
    """The warehouse as capture needs it."""


class PassCourse:
    """One pass over the chosen tables; `attempt` is made again after a transient fault."""

    def __init__(
        self,
        warehouse: CaptureTarget,
        order: PassOrder,
        key: Key,
        chosen: Sequence[TableContract],
        teller: PassTeller,
    ) -> None:
        self._warehouse = warehouse
        self._order = order
        self._key = key
        self._chosen = chosen
        self._teller = teller
        self._loads: dict[str, TableLoad] = {}
        self._failures: dict[str, SuitehouseError] = {}
        self._altered: dict[str, TableAlteredError] = {}
        self._drift: list[SchemaChange] = []
        self._acquaintance = Acquaintance(order.masker, order.contracts)
        self._navigator = PassNavigator(warehouse.pass_memory(), order)
        self._log = RunLog(warehouse, order.clock, order.run_id, "capture")

    def complete(self, work: Callable[[], datetime]) -> PassReport:
        """Do the work, record how it ended, and raise what it could not do."""
        self._teller.pass_starts(len(self._chosen))
        with self._log.ended(self._teller.pass_fails):
            snapshot_at = work()
            raise_joined(self._failures)
        self._teller.pass_ends(self._loads.values())
        loads, drift = tuple(self._loads.values()), tuple(self._drift)
        late = self._navigator.late_rows
        return PassReport(self._order.run_id, snapshot_at, loads, drift, late)

    def attempt(self, source: SnapshotOpener) -> datetime:
        """Load every table from one snapshot; return when it was taken.

        A table that is altered meanwhile can no longer be read in it, and is read in a later one.

        Raises:
            SourceUnreachableError: The source went away; call again.
        """
        self._altered.clear()
        with source() as snapshot:
            now = self._order.clock()
            self._warehouse.claim(self._key.key_id, self._key.check_value, now)
            self._navigator.check_source(snapshot)
            self._log.note_snapshot(snapshot.clock_utc)
            self._log.begin()
            self._load_all(snapshot, self._chosen)
        self._load_altered(source)
        if not self._failures:
            self._navigator.keep_source()
        return snapshot.clock_utc

    def _load_altered(self, source: SnapshotOpener) -> None:
        """Load what was altered meanwhile, with a fresh catalogue; give up where it goes on."""
        for _ in range(_ALTERED_TRIES):
            altered = [each for each in self._chosen if each.table in self._altered]
            if not altered:
                return
            self._altered.clear()
            with source() as snapshot:
                self._load_all(snapshot, altered)
        for table, error in self._altered.items():
            self._fail(table, error)

    def _load_all(self, snapshot: SourceSnapshot, chosen: Sequence[TableContract]) -> None:
        chosen = self._acquainted(snapshot, chosen)
        shapes = self._shapes(snapshot, chosen)
        self._note_drift(snapshot, chosen)
        self._prepare(shapes.values())
        states = self._states(shapes)
        bearings = self._navigator.take_bearings(snapshot, shapes, states)
        for table, error in bearings.refused.items():
            self._fail(table, error)
        tables = TablePass(snapshot, self._warehouse, self._order, bearings)
        # What an earlier attempt read whole only has to be brought up to this snapshot.
        once_more = replace(self._order, full=False)
        again = TablePass(snapshot, self._warehouse, once_more, bearings)
        self._teller.attempt_starts(len(chosen))
        unstored: list[SealedLoad] = []
        for contract in chosen:
            name = contract.table
            if name in self._failures:
                continue
            self._teller.table_starts(name)
            if name not in shapes:
                unstored.append(tables.absent(contract))
                self._keep(unstored[-1].load)
                continue
            turn = again if name in self._loads else tables
            sealed, is_stored = self._load_one(turn, shapes[name], states.get(name))
            if sealed is None:
                continue
            self._keep(sealed.load)
            if sealed.load.rows_withheld:
                self._fail(name, RemovalGuardError(_withheld(sealed.load)))
            if not is_stored:
                unstored.append(sealed)
        self._warehouse.note_loads(unstored)

    def _load_one(
        self, tables: TablePass, shape: TableShape, state: TableState | None
    ) -> tuple[SealedLoad | None, bool]:
        """Load one table; a fault of this table alone is kept for the end of the pass."""
        try:
            return self._with_memory(tables, shape, state or TableState())
        except TableAlteredError as error:
            self._altered[shape.contract.table] = error
            return None, False
        except (SourceUnreachableError, DiskFullError):
            raise
        except (SourceError, RemovalGuardError, ConfigurationError, WarehouseError) as error:
            self._fail(shape.contract.table, error)
            return None, False

    def _with_memory(
        self, tables: TablePass, shape: TableShape, state: TableState
    ) -> tuple[SealedLoad, bool]:
        """Load one table, with more than the usual memory where that was not enough."""
        try:
            return tables.load(shape, state)
        except WarehouseMemoryError:
            self._teller.table_needs_memory(shape.contract.table)
        with self._warehouse.more_memory():
            # Of a load in parts some may have landed.
            now = self._warehouse.states().get(shape.contract.table, state)
            return tables.load(shape, now)

    def _acquainted(
        self, snapshot: SourceSnapshot, chosen: Sequence[TableContract]
    ) -> Sequence[TableContract]:
        """Tell the masker whom the CRM knows; leave out what cannot be masked without that."""
        try:
            self._acquaintance.make(snapshot, chosen)
        except (SourceRefusedError, TableAlteredError) as error:
            waiting = [each for each in chosen if self._acquaintance.is_needed_by(each)]
            for each in waiting:
                if isinstance(error, TableAlteredError):
                    self._altered[each.table] = error
                else:
                    self._fail(each.table, error)
            return [each for each in chosen if each not in waiting]
        return chosen

    def _states(self, shapes: Mapping[str, TableShape]) -> Mapping[str, TableState]:
        states = self._warehouse.states()
        names = self._acquaintance.names
        return (
            states if names is None else compared_for_names(states, shapes, self._warehouse, names)
        )

    def _shapes(
        self, snapshot: SourceSnapshot, chosen: Sequence[TableContract]
    ) -> dict[str, TableShape]:
        """The shape of each chosen table that the source has."""
        shapes: dict[str, TableShape] = {}
        for contract in chosen:
            try:
                live = snapshot.catalogue.get(contract.table)
                if live is not None:
                    shapes[contract.table] = live_shape(contract, live)
                else:
                    snapshot.is_absent(contract.table)  # or hidden, or a view: an error
            except SourceUnreachableError:
                raise
            except SourceError as error:
                self._fail(contract.table, error)
        return shapes

    def _prepare(self, shapes: Collection[TableShape]) -> None:
        """Make the landing tables, at once; one by one where that fails, to find the culprit."""
        try:
            ended = self._warehouse.prepare([landing_table(shape) for shape in shapes])
            self._teller.histories_end(ended)
        except DiskFullError:
            raise
        except WarehouseError:
            for shape in shapes:
                self._prepare_one(shape)

    def _prepare_one(self, shape: TableShape) -> None:
        try:
            self._teller.histories_end(self._warehouse.prepare([landing_table(shape)]))
        except DiskFullError:
            raise
        except WarehouseError as error:
            self._fail(shape.contract.table, error)

    def _note_drift(self, snapshot: SourceSnapshot, chosen: Sequence[TableContract]) -> None:
        live = snapshot.catalogue
        looked_at = [
            each for each in chosen if each.table in live or each.table not in self._failures
        ]
        found = note_drift(self._warehouse, self._order, live, looked_at)
        self._drift.extend(found)
        self._teller.schema_changed(found)

    def _fail(self, table: str, error: SuitehouseError) -> None:
        self._failures[table] = error
        self._teller.table_fails(table, error)

    def _keep(self, load: TableLoad) -> None:
        before = self._loads.get(load.table)
        self._loads[load.table] = load if before is None else added_loads(before, load)
        self._teller.table_ends(load)


def _withheld(load: TableLoad) -> str:
    share = load.rows_withheld / load.landing_rows
    return (
        f"{load.rows_withheld} of the {load.landing_rows} rows of landing.{load.table} "
        f"({share:.0%}) are gone from the source, more than one pass may remove; they stay, and "
        f"its other rows are up to date. {REMEDY}"
    )
