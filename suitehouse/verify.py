"""Verify: proves that landing holds exactly the source's rows, although it holds masked values.

Each row's digest is computed from the source again and compared with the stored one. Nothing is
changed. A row that changed in the CRM after the last pass honestly shows as different.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import pyarrow as pa

from suitehouse.capturing.selection import chosen_contracts, landing_table, live_shape
from suitehouse.contracts.model import TableContract
from suitehouse.contracts.shape import TableShape, shape_of
from suitehouse.operations.progress import Progress
from suitehouse.source.digest import Digester
from suitehouse.source.snapshot import SourceSnapshot
from suitehouse.source.windows import whole_table
from suitehouse.warehouses.protocol import (
    DIGEST_COLUMN,
    DigestDifference,
    DigestStore,
    TableState,
)

Verdict = Literal["equal", "different"]


class VerifyTarget(DigestStore, Protocol):
    """The warehouse as verify needs it."""

    def states(self) -> Mapping[str, TableState]:
        """Return what is known of each table of `landing`."""


@dataclass(frozen=True, slots=True)
class TableVerdict:
    """How a table compares: keys only in the source, keys only in landing, keys that differ."""

    table: str
    source_rows: int
    warehouse_rows: int
    missing: int
    extra: int
    different: int

    @property
    def verdict(self) -> Verdict:
        """Whether both sides hold the same rows."""
        faults = self.missing + self.extra + self.different
        return "equal" if not faults and self.source_rows == self.warehouse_rows else "different"


def verify(
    *,
    source: Callable[[], SourceSnapshot],
    warehouse: VerifyTarget,
    contracts: Mapping[str, TableContract],
    digest_secret: bytes,
    progress: Progress,
    tables: Sequence[str] = (),
) -> tuple[TableVerdict, ...]:
    """Return a verdict for each chosen table, in name order; tombstones count as not there.

    Args:
        source: Opens a source snapshot.
        warehouse: What capture has filled; only read.
        contracts: Every table contract by name.
        digest_secret: The key of row digests.
        progress: Told of each table.
        tables: Tables to compare; empty means all.

    Raises:
        SourceError: The source could not be read.
        WarehouseError: The warehouse could not be read.
    """
    chosen = chosen_contracts(contracts, tables)
    with source() as snapshot:
        landed = warehouse.states().keys()
        progress.begin(len(chosen))
        verdicts = []
        for contract in chosen:
            progress.start(contract.table)
            is_landed = contract.table in landed
            verdict = _verdict(snapshot, warehouse, contract, digest_secret, is_landed=is_landed)
            progress.finish(contract.table, "" if verdict.verdict == "equal" else "different")
            verdicts.append(verdict)
    return tuple(verdicts)


def _verdict(
    snapshot: SourceSnapshot,
    warehouse: VerifyTarget,
    contract: TableContract,
    secret: bytes,
    *,
    is_landed: bool,
) -> TableVerdict:
    live = snapshot.catalogue.get(contract.table)
    batches: Iterator[pa.RecordBatch]
    if live is None:
        snapshot.is_absent(contract.table)  # or hidden, or a view: an error
        shape, batches = shape_of(contract, {}), iter(())
    else:
        shape = live_shape(contract, live)
        batches = _keys_and_digests(snapshot, shape, secret)
    if not is_landed:
        rows = sum(int(batch.num_rows) for batch in batches)
        return TableVerdict(contract.table, rows, 0, rows, 0, 0)
    reader = pa.RecordBatchReader.from_batches(_schema(contract), batches)
    return _as_verdict(contract, warehouse.differences(landing_table(shape), reader))


def _keys_and_digests(
    snapshot: SourceSnapshot, shape: TableShape, secret: bytes
) -> Iterator[pa.RecordBatch]:
    digester = Digester(secret, shape.contract.table, shape.fingerprint)
    schema = _schema(shape.contract)
    for batch in snapshot.read(whole_table(shape)):
        keys = [batch.columns.column(name) for name in shape.contract.key]
        digests = digester.digests(batch.raw_rows).to_arrow()
        yield pa.RecordBatch.from_arrays([*keys, digests], schema=schema)


def _schema(contract: TableContract) -> pa.Schema:
    keys = [(name, pa.string_view()) for name in contract.key]
    return pa.schema([*keys, (DIGEST_COLUMN, pa.int64())])


def _as_verdict(contract: TableContract, found: DigestDifference) -> TableVerdict:
    return TableVerdict(
        contract.table,
        found.source_rows,
        found.warehouse_rows,
        found.missing,
        found.extra,
        found.different,
    )
