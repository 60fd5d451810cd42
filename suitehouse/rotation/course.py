"""The course of a rotation: the successor is begun, loaded, proven, completed, then put in place.

Each step may be cut short and made again. The source is read by the ordinary pass, so a load that
was cut short goes on, and proven by the ordinary sweep, which heals what changed meanwhile.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TypeVar

from suitehouse.capture import capture
from suitehouse.capturing.course import SnapshotOpener
from suitehouse.capturing.selection import landing_table, live_shape
from suitehouse.capturing.source_identity import check_source, identify
from suitehouse.contracts.model import TableContract
from suitehouse.contracts.shape import shape_of
from suitehouse.errors import (
    CheckFailedError,
    ConfigurationError,
    KeyMaterialError,
    WarehouseError,
)
from suitehouse.operations.clock import Clock, SteadyClock, no_steady_clock
from suitehouse.operations.event_log import Events, NoEvents
from suitehouse.operations.progress import Progress, retry_line
from suitehouse.operations.retry import Sleep, retrying
from suitehouse.privacy.keys import MaskingKey
from suitehouse.privacy.masking import Masker
from suitehouse.rotation.files import (
    make_folder,
    remove_folder,
    replace_warehouse,
    settle,
    successor_of,
)
from suitehouse.rotation.plan import captured_tables
from suitehouse.settings import CapturePolicy
from suitehouse.source.catalogue import SourceTable
from suitehouse.sweep import sweep
from suitehouse.warehouses._duckdb_rotation import DuckDbSuccession, Handover
from suitehouse.warehouses._file_key import FileKey
from suitehouse.warehouses.duckdb import DuckDbWarehouse
from suitehouse.warehouses.protocol import KeyRotation, LandingTable, RunRecord

_T = TypeVar("_T")
_PROVEN: Final = {"proven", "absent"}


@dataclass(frozen=True, slots=True)
class RotationWork:
    """What a rotation is given: the file, both keys, the source, and how passes work.

    `finish` completes the successor's file before it is put in place: it builds the models. Both
    files are encrypted with `file_key`, if there is one.
    """

    path: Path
    former: MaskingKey
    new: MaskingKey
    source: SnapshotOpener
    contracts: Mapping[str, TableContract]
    policy: CapturePolicy
    progress: Progress
    clock: Clock
    new_id: Callable[[], str]
    finish: Callable[[Path], None]
    file_key: FileKey | None = None
    sleep: Sleep = time.sleep
    steady: SteadyClock = no_steady_clock
    events: Events = NoEvents()  # noqa: RUF009 - has no state


class RotationCourse:
    """One try of a rotation; the caller holds the writer's lock and has checked the keys."""

    def __init__(self, work: RotationWork) -> None:
        self._work = work
        self._run_id = work.new_id()
        self._started_at = work.clock()
        self._tables: tuple[str, ...] = ()

    def complete(self) -> None:
        """Make the successor and put it in the warehouse's place.

        Raises:
            SuitehouseError: A step failed; the warehouse is as it was. Run again to go on.
        """
        work = self._work
        settle(work.path, work.file_key)
        self._check_source()
        with self._opened(work.path) as former:
            self._tables = captured_tables(former)
        with self._successor() as successor:
            with self._handing_over(successor) as succession:
                succession.carry_notes()
            self._load(successor)
            self._carry(successor)
            self._note(successor)
        work.progress.say("The new warehouse is loaded and proven; it is completed now.")
        work.finish(successor_of(work.path))
        self._refuse_tokens()
        replace_warehouse(work.path, work.file_key)

    def _opened(self, path: Path) -> DuckDbWarehouse:
        return DuckDbWarehouse(path, access="read", key=self._work.file_key)

    def _check_source(self) -> None:
        """Make sure that the source is the one that the warehouse was filled from."""
        work = self._work
        with self._opened(work.path) as former:
            known = former.pass_memory().source()

        def check() -> None:
            with work.source() as snapshot:
                found = identify(snapshot, work.former.digest_key)
                check_source(known, found, snapshot.address.place, work.former.digest_key)

        self._retried(check)

    @contextmanager
    def _successor(self) -> Iterator[DuckDbWarehouse]:
        """The new warehouse: gone on with where it has the new key, else begun anew."""
        work = self._work
        make_folder(work.path)
        successor = self._begun() or DuckDbWarehouse(successor_of(work.path), key=work.file_key)
        with successor:
            successor.claim(work.new.key_id, work.new.check_value, work.clock())
            yield successor

    def _begun(self) -> DuckDbWarehouse | None:
        """What an earlier rotation to the same key left; what is of no use goes."""
        work = self._work
        if not successor_of(work.path).exists():
            return None
        try:
            found = DuckDbWarehouse(successor_of(work.path), key=work.file_key)
        except (WarehouseError, KeyMaterialError) as error:
            if type(error) not in {WarehouseError, KeyMaterialError}:
                raise
        else:
            known = found.known_key()
            if known is None or known.check_value == work.new.check_value:
                return found
            found.close()
            work.progress.say(f"What was made for key {known.key_id} is dropped.")
        remove_folder(work.path)
        make_folder(work.path)
        return None

    @contextmanager
    def _handing_over(self, successor: DuckDbWarehouse) -> Iterator[DuckDbSuccession]:
        work = self._work
        handover = Handover(
            former_key_id=work.former.key_id,
            key_id=work.new.key_id,
            at=work.clock(),
            run_id=self._run_id,
        )
        with successor.succeeding(work.path, handover) as succession:
            yield succession

    def _load(self, successor: DuckDbWarehouse) -> None:
        """Load every table with the new key, and prove it equal to the source.

        Raises:
            CheckFailedError: A table could not be proven.
        """
        if not self._tables:
            return
        work = self._work
        passes: dict[str, Any] = {
            "source": work.source,
            "warehouse": successor,
            "contracts": work.contracts,
            "masker": Masker(work.new, work.contracts),
            "clock": work.clock,
            "progress": work.progress,
            "tables": [table for table in self._tables if table in work.contracts],
            "sleep": work.sleep,
            "steady": work.steady,
            "events": work.events,
        }
        capture(**passes, policy=work.policy, run_id=work.new_id())
        unbounded = work.policy.model_copy(update={"sweep_budget_seconds": None})
        report = sweep(**passes, policy=unbounded, run_id=work.new_id())
        unproven = sorted(row.table for row in report.tables if row.status not in _PROVEN)
        if unproven:
            raise CheckFailedError(
                f"The newly loaded {', '.join(unproven)} could not be proven equal to the CRM, so "
                "the masking key was not rotated; run the rotation again, and it goes on."
            )

    def _carry(self, successor: DuckDbWarehouse) -> None:
        """Bring over what the source no longer has."""
        clock, catalogue = self._source_now()
        loaded = self._loaded(successor, catalogue)
        with self._handing_over(successor) as succession:
            for table in loaded:
                succession.carry_table(table, clock)
            succession.carry_rest(loaded)

    def _source_now(self) -> tuple[datetime, Mapping[str, SourceTable]]:
        def look() -> tuple[datetime, Mapping[str, SourceTable]]:
            with self._work.source() as snapshot:
                return snapshot.clock_utc, snapshot.catalogue

        return self._retried(look)

    def _loaded(
        self, successor: DuckDbWarehouse, catalogue: Mapping[str, SourceTable]
    ) -> list[LandingTable]:
        loaded = []
        for name in captured_tables(successor):
            contract, live = self._work.contracts[name], catalogue.get(name)
            shape = live_shape(contract, live) if live else shape_of(contract, {})
            loaded.append(landing_table(shape))
        return loaded

    def _note(self, successor: DuckDbWarehouse) -> None:
        former, new = self._work.former, self._work.new
        at = self._work.clock()
        successor.note_rotation(KeyRotation(former.key_id, former.check_value, new.key_id, at))
        successor.record(
            RunRecord(self._run_id, "rotate", self._started_at, "succeeded", finished_at=at)
        )

    def _refuse_tokens(self) -> None:
        """Look at every text in the new file once more.

        Raises:
            ConfigurationError: A token of the former key is in one: the CRM itself must hold it.
        """
        path = successor_of(self._work.path)
        with self._opened(path) as successor:
            found = successor.columns_with_tokens(self._work.former.key_id)
        if found:
            raise ConfigurationError(
                f"Tokens of key {self._work.former.key_id} are in {', '.join(found)} although all "
                "was loaded anew, so they were copied into the CRM; take them out there, then run "
                "the rotation again."
            )

    def _retried(self, work: Callable[[], _T]) -> _T:
        progress = self._work.progress
        retrier = retrying(
            self._work.policy.attempts,
            sleep=self._work.sleep,
            on_retry=lambda error, seconds: progress.say(retry_line(error, seconds)),
        )
        return retrier(work)
