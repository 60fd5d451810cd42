"""What a sweep was asked to do, and what it does it with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from suitehouse.capturing.stream import Masking
from suitehouse.contracts.model import TableContract
from suitehouse.contracts.shape import TableShape
from suitehouse.operations.clock import Clock
from suitehouse.operations.retry import Sleep
from suitehouse.settings import CapturePolicy
from suitehouse.source.digest import Digester
from suitehouse.source.snapshot import SourceSnapshot
from suitehouse.source.windows import PassPolicy, ReadPlan, WindowPlanner
from suitehouse.warehouses.protocol import TableState


@dataclass(frozen=True, slots=True)
class SweepOrder:
    """The same for every table."""

    contracts: Mapping[str, TableContract]
    masker: Masking
    digest_secret: bytes
    policy: CapturePolicy
    run_id: str
    clock: Clock
    sleep: Sleep

    def digester(self, shape: TableShape) -> Digester:
        """Return what digests a table's rows."""
        return Digester(self.digest_secret, shape.contract.table, shape.fingerprint)

    def next_pass(self, snapshot: SourceSnapshot, shape: TableShape, state: TableState) -> ReadPlan:
        """Return what the next ordinary pass would read of a table."""
        policy = PassPolicy(
            timedelta(seconds=self.policy.overlap_seconds),
            full=False,
            small_table_rows=self.policy.small_table_rows,
        )
        return WindowPlanner(self.contracts, snapshot.catalogue, policy).plan(shape, state)
