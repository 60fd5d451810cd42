"""Verify: proves that landing holds exactly the source's rows, although it holds masked values.

It is a sweep that heals nothing: both sides are only read. A row that changed in the CRM after the
last pass honestly shows as different.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final, Literal, Protocol

import pyarrow as pa

from suitehouse.capturing.selection import chosen_contracts, landing_table, live_shape
from suitehouse.contracts.model import TableContract
from suitehouse.contracts.shape import TableShape, shape_of
from suitehouse.errors import (
    ShortfallError,
    SourceError,
    SourceUnreachableError,
    SuitehouseError,
    TableAlteredError,
)
from suitehouse.operations.clock import Clock, system_clock
from suitehouse.operations.progress import Progress, retry_line
from suitehouse.operations.retry import Sleep, retrying
from suitehouse.settings import CapturePolicy
from suitehouse.source.digest import Digester
from suitehouse.source.quoting import quote
from suitehouse.source.reader import Query
from suitehouse.source.snapshot import SourceSnapshot
from suitehouse.source.windows import whole_table
from suitehouse.sweeping.bucket_source import BucketSource, pulled
from suitehouse.sweeping.comparison import TableComparison
from suitehouse.sweeping.snapshots import SnapshotOpener, Snapshots
from suitehouse.sweeping.source_time import SourceTime
from suitehouse.warehouses._sweep_store import ComparisonStore
from suitehouse.warehouses.protocol import (
    DIGEST_COLUMN,
    DigestStore,
    LandingTable,
    TableState,
)

# Rows are compared one by one after so many buckets: that looks at all of landing's rows.
_BUCKETS_AT_ONCE: Final = 32
Verdict = Literal["equal", "different", "unknown"]


class VerifyTarget(DigestStore, Protocol):
    """The warehouse as verify needs it."""

    def states(self) -> Mapping[str, TableState]:
        """Return what is known of each table of `landing`."""

    def sweep_store(self) -> ComparisonStore:
        """Return what compares landing."""


@dataclass(frozen=True, slots=True)
class TableVerdict:
    """How a table compares: keys only in the source, keys only in landing, keys that differ.

    `problem` is why it could not be compared; nothing is known then. `target` is the warehouse that
    differs, where the writer's own landing does not.
    """

    table: str
    source_rows: int
    warehouse_rows: int
    missing: int
    extra: int
    different: int
    problem: SuitehouseError | None = field(default=None, compare=False)
    target: str = ""

    @property
    def verdict(self) -> Verdict:
        """Whether both sides hold the same rows."""
        if self.problem is not None:
            return "unknown"
        faults = self.missing + self.extra + self.different
        return "equal" if not faults and self.source_rows == self.warehouse_rows else "different"


def verify(  # noqa: PLR0913 - the entrance: everything the core needs of the world comes in here
    *,
    source: SnapshotOpener,
    warehouse: VerifyTarget,
    contracts: Mapping[str, TableContract],
    digest_secret: bytes,
    progress: Progress,
    tables: Sequence[str] = (),
    policy: CapturePolicy = CapturePolicy(),  # noqa: B008 - frozen
    clock: Clock = system_clock,
    sleep: Sleep = time.sleep,
) -> tuple[TableVerdict, ...]:
    """Return a verdict for each chosen table, in name order; tombstones count as not there.

    Args:
        source: Opens a source snapshot; called again after a transient fault.
        warehouse: What capture has filled; only read.
        contracts: Every table contract by name.
        digest_secret: The key of row digests.
        progress: Told of each table.
        tables: Tables to compare; empty means all.
        policy: Attempts, and how sweeps compare.
        clock: Now, to choose the faster method.
        sleep: How to wait between tries.

    Raises:
        SourceUnreachableError: The source went away; one that refuses a table leaves a verdict.
        WarehouseError: The warehouse could not be read.
    """
    chosen = chosen_contracts(contracts, tables)
    progress.begin(len(chosen))
    states = warehouse.states()
    verdicts = []
    with Snapshots(source, clock) as snapshots:
        for contract in chosen:
            progress.start(contract.table)
            snapshots.renew_if_old()
            work = _TableVerification(warehouse, contract, digest_secret, policy, clock)
            retrier = retrying(
                policy.attempts,
                sleep=sleep,
                on_retry=lambda error, seconds: progress.say(retry_line(error, seconds)),
            )
            attempt = partial(retrier, work.attempt, snapshots, states.get(contract.table))
            verdict = _verdict(contract.table, attempt)
            progress.finish(contract.table, "" if verdict.verdict == "equal" else verdict.verdict)
            verdicts.append(verdict)
    return tuple(verdicts)


def _verdict(table: str, attempt: Callable[[], TableVerdict]) -> TableVerdict:
    """The table's verdict; a fault of this table alone is one too."""
    try:
        return attempt()
    except TableAlteredError as error:
        return TableVerdict(table, 0, 0, 0, 0, 0, error)
    except SourceUnreachableError:
        raise
    except (SourceError, ShortfallError) as error:
        return TableVerdict(table, 0, 0, 0, 0, 0, error)


class _TableVerification:
    """One table's comparison; `attempt` goes on at the bucket where the last one broke off."""

    def __init__(
        self,
        warehouse: VerifyTarget,
        contract: TableContract,
        secret: bytes,
        policy: CapturePolicy,
        clock: Clock,
    ) -> None:
        self._warehouse = warehouse
        self._store = warehouse.sweep_store()
        self._contract = contract
        self._secret = secret
        self._policy = policy
        self._clock = clock
        self._comparison: TableComparison | None = None
        self._next = 0
        self._found = TableVerdict(contract.table, 0, 0, 0, 0, 0)

    def attempt(self, snapshots: Snapshots, state: TableState | None) -> TableVerdict:
        """Return the table's verdict.

        Args:
            snapshots: Where to read from.
            state: What landing has of the table, None where it never landed.

        Raises:
            SourceUnreachableError: The source went away; call again.
            ShortfallError: Landing has the table in another shape.
        """
        try:
            snapshot = snapshots.present()
            if self._contract.table not in snapshot.catalogue:
                snapshot.is_absent(self._contract.table)  # or hidden, or a view: an error
                return self._absent(is_landed=state is not None)
            if state is None:
                rows = _count(snapshot, self._contract.table)
                return TableVerdict(self._contract.table, rows, 0, rows, 0, 0)
            shape = self._shape_landed(snapshot, state)
            return (
                self._compared(snapshot, shape)
                if shape.contract.key
                else self._counted(snapshot, shape)
            )
        except SourceUnreachableError:
            snapshots.drop()
            raise

    def _absent(self, *, is_landed: bool) -> TableVerdict:
        """Every landed row is extra where the source lacks the table."""
        table = landing_table(shape_of(self._contract, {}))
        rows = self._store.live_rows(table) if is_landed else 0
        return TableVerdict(self._contract.table, 0, rows, 0, rows, 0)

    def _shape_landed(self, snapshot: SourceSnapshot, state: TableState) -> TableShape:
        shape = live_shape(self._contract, snapshot.catalogue[self._contract.table])
        if shape.fingerprint != state.fingerprint:
            raise ShortfallError(
                f"{self._contract.table} is not in landing in the shape that contract and source "
                "have now; run `suitehouse capture` first."
            )
        return shape

    def _compared(self, snapshot: SourceSnapshot, shape: TableShape) -> TableVerdict:
        comparison = self._begun(snapshot, shape)
        while self._next < len(comparison.buckets):
            most = min(self._next + _BUCKETS_AT_ONCE, len(comparison.buckets))
            rows = sum(comparison.compare(b) for b in comparison.buckets[self._next : most])
            self._add(comparison, rows)
            self._next = most
        here = self._store.live_rows(landing_table(shape))
        return replace(self._found, warehouse_rows=here)

    def _counted(self, snapshot: SourceSnapshot, shape: TableShape) -> TableVerdict:
        """Compare a table without a key: every digest has to be there as often as in the source."""
        digester = Digester(self._secret, shape.contract.table, shape.fingerprint)
        schema = pa.schema([(DIGEST_COLUMN, pa.int64())])
        rows = (
            pa.record_batch([digester.digests(batch.raw_rows).to_arrow()], schema=schema)
            for batch in snapshot.read(whole_table(shape))
        )
        with pulled(schema, rows) as reader:
            found = self._warehouse.differences(landing_table(shape), reader)
        return TableVerdict(
            self._contract.table,
            found.source_rows,
            found.warehouse_rows,
            found.missing,
            found.extra,
            0,
        )

    def _begun(self, snapshot: SourceSnapshot, shape: TableShape) -> TableComparison:
        """The table's comparison, laid out; one that broke off reads from the new snapshot."""
        digester = Digester(self._secret, shape.contract.table, shape.fingerprint)
        source = BucketSource(snapshot, shape, digester, SourceTime(self._clock))
        if self._comparison is not None:
            self._comparison.source = source
            self._comparison.start_over()
            return self._comparison
        table: LandingTable = landing_table(shape)
        comparison = TableComparison(self._store, table, source, self._clock)
        comparison.lay_out(self._policy.sweep_bucket_rows, self._policy.sweep_method)
        self._comparison = comparison
        return comparison

    def _add(self, comparison: TableComparison, rows: int) -> None:
        """Count what differs in the buckets that were compared."""
        found = self._found
        missing, extra, different = found.missing, found.extra, found.different
        if comparison.unsettled:
            compared = comparison.settle(0)
            missing += compared.missing
            extra += compared.extra
            different += compared.different
            comparison.forget()
        self._found = replace(
            found,
            source_rows=found.source_rows + rows,
            missing=missing,
            extra=extra,
            different=different,
        )


def _count(snapshot: SourceSnapshot, table: str) -> int:
    query = Query(table, f"select count(*) from {quote(table)}", ("row_count",))  # noqa: S608 - quoted name
    (batch,) = snapshot.read(query)
    return int(str(batch.columns.column(0)[0]))
