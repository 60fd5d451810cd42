"""What a sweep was asked to do, and what it does it with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from suitehouse.contracts.model import TableContract
from suitehouse.contracts.shape import TableShape
from suitehouse.operations.clock import Clock, SteadyClock
from suitehouse.operations.retry import Sleep
from suitehouse.privacy.suppression import Masking
from suitehouse.settings import CapturePolicy
from suitehouse.source.digest import Digester


@dataclass(frozen=True, slots=True)
class SweepOrder:
    """The same for every table."""

    contracts: Mapping[str, TableContract]
    masker: Masking
    digest_secret: bytes
    policy: CapturePolicy
    run_id: str
    clock: Clock
    steady: SteadyClock
    sleep: Sleep

    def digester(self, shape: TableShape) -> Digester:
        """Return what digests a table's rows."""
        return Digester(self.digest_secret, shape.contract.table, shape.fingerprint)
