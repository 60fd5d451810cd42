"""Capture passes for tests: real source, real masker, real DuckDB file, a clock that is set by
hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from suitehouse.capture import PassReport, capture
from suitehouse.contracts.model import TableContract, load_contracts
from suitehouse.operations.progress import SilentProgress
from suitehouse.privacy.keys import MaskingKey
from suitehouse.privacy.masking import Masker
from suitehouse.settings import CapturePolicy
from suitehouse.source.snapshot import SourceSnapshot, open_snapshot
from suitehouse.sweep import SweepReport, sweep
from suitehouse.verify import TableVerdict, verify
from suitehouse.warehouses.duckdb import DuckDbWarehouse

# The genuine journal ends on 2026-12-04.
AFTER_THE_JOURNAL = datetime(2026, 12, 5, tzinfo=UTC)
KEY = MaskingKey(bytes(range(32)))
_OWN = "_loaded_at, _run_id, _removed_at"


@dataclass(slots=True)
class Capturer:
    """Captures one source into one warehouse file, pass after pass."""

    url: str
    path: Path
    contracts: dict[str, TableContract] = field(default_factory=lambda: dict(load_contracts()))
    policy: CapturePolicy = field(default_factory=CapturePolicy)
    key: MaskingKey = KEY
    now: datetime = AFTER_THE_JOURNAL
    waits: list[float] = field(default_factory=list)
    passes: int = 0

    def run(self, *tables: str, full: bool = False, **changes: Any) -> PassReport:
        """Make one pass; `source` and `warehouse` may be replaced by keyword."""
        with self.open() as warehouse:
            return capture(
                **{**self._arguments(warehouse, "pass", tables), "full": full, **changes}
            )

    def sweep(self, *tables: str, **changes: Any) -> SweepReport:
        """Make one sweep; `source` and `warehouse` may be replaced by keyword."""
        with self.open() as warehouse:
            return sweep(**{**self._arguments(warehouse, "sweep", tables), **changes})

    def _arguments(
        self, warehouse: DuckDbWarehouse, name: str, tables: tuple[str, ...]
    ) -> dict[str, Any]:
        self.passes += 1
        return {
            "source": self.snapshot,
            "warehouse": warehouse,
            "contracts": self.contracts,
            "masker": Masker(self.key, self.contracts),
            "policy": self.policy,
            "tables": tables,
            "clock": lambda: self.now,
            "run_id": f"{name}-{self.passes}",
            "progress": SilentProgress(),
            "sleep": self.waits.append,
        }

    def verify(self, *tables: str) -> tuple[TableVerdict, ...]:
        """Compare source and landing."""
        with self.open(read_only=True) as warehouse:
            return verify(
                source=self.snapshot,
                warehouse=warehouse,
                contracts=self.contracts,
                digest_secret=self.key.digest_key,
                progress=SilentProgress(),
                tables=tables,
                policy=self.policy,
                clock=lambda: self.now,
                sleep=self.waits.append,
            )

    def snapshot(self) -> SourceSnapshot:
        """Open a source snapshot whose clock is ours."""
        return open_snapshot(self.url, batch_bytes=self.policy.batch_bytes, clock=lambda: self.now)

    @contextmanager
    def open(self, *, read_only: bool = False) -> Iterator[DuckDbWarehouse]:
        """Yield the warehouse."""
        with DuckDbWarehouse(self.path, access="read" if read_only else "make") as warehouse:
            yield warehouse

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return a query's rows."""
        with self.open(read_only=True) as warehouse:
            table = warehouse.read(query)
        return [tuple(row.values()) for row in table.to_pylist()]

    def landed(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return every landing table's rows in key order, without what differs from run to run."""
        with self.open(read_only=True) as warehouse:
            read: Callable[[str], Any] = warehouse.read
            return {
                name: read(
                    f"select * exclude ({_OWN}), _removed_at is null as is_there "
                    f"from landing.{name} order by all"
                ).to_pylist()
                for name in sorted(warehouse.states())
            }
