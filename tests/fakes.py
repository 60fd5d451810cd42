"""Plain stand-ins for what the assets need of the world; each records what it was asked."""

# ruff: noqa: ARG002 - a fake takes what the real one takes

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from suitehouse.capturing.report import PassReport
from suitehouse.contracts.model import load_contracts
from suitehouse.delivery.report import Deliveries, TargetReport
from suitehouse.errors import ConfigurationError, WarehouseError
from suitehouse.modelling.builds import Build, BuildPlan
from suitehouse.modelling.publishing import Publication
from suitehouse.modelling.results import NodeResult
from suitehouse.quality.expectations import Suite
from suitehouse.quality.results import FailedExpectation, SuiteResult
from suitehouse.settings import Policy, Settings
from suitehouse.sweeping.report import SweepReport
from suitehouse.warehouses._deliveries import Delivery
from suitehouse.warehouses._pass_memory import LateRows
from suitehouse.warehouses._sweep_store import SweepRow
from suitehouse.warehouses.protocol import TableLoad

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
MARTS = ("accounts", "people", "opportunities", "opportunity_stage_history", "invoices")


@dataclass(slots=True)
class FakeCrm:
    """A CRM in which the named tables change by two rows in every pass; some it may not have."""

    changing: Collection[str] = ()
    absent: Collection[str] = ()
    error: Exception | None = None
    late_rows: Mapping[str, LateRows] = field(default_factory=dict)
    passes: list[tuple[tuple[str, ...], bool]] = field(default_factory=list)
    sweeps: list[str] = field(default_factory=list)

    def capture(
        self,
        settings: Settings,
        policy: Policy,
        *,
        tables: Sequence[str],
        full: bool,
        run_id: str,
        clock: Callable[[], datetime],
    ) -> PassReport:
        if self.error:
            raise self.error
        self.passes.append((tuple(tables), full))
        loads = tuple(self._load(table) for table in tables)
        return PassReport(run_id, clock(), loads, late_rows=self.late_rows)

    def sweep(
        self, settings: Settings, policy: Policy, *, run_id: str, clock: Callable[[], datetime]
    ) -> SweepReport:
        if self.error:
            raise self.error
        self.sweeps.append(run_id)
        reasons = {"late": 2, "hard_deleted": 1}
        row = SweepRow(run_id, "contacts", NOON, "proven", snapshot_at=NOON, reasons=reasons)
        return SweepReport(run_id, (row,), ("leads",))

    def _load(self, table: str) -> TableLoad:
        changed = 2 if table in self.changing else 0
        lane = load_contracts()[table].lane
        if table in self.absent:
            return TableLoad(table, lane, "window", absent=True)
        load = TableLoad(table, lane, "window", changed, changed, 0, 10, NOON)
        return replace(load, lane_reason="comparing would take long", overlap_seconds=600.0)


@dataclass(slots=True)
class FakeDbt:
    """A model builder whose plan and outcome are given."""

    everything: bool = False
    tables: tuple[str, ...] = ()
    results: tuple[NodeResult, ...] = ()
    warned: frozenset[str] = frozenset()
    selections: list[tuple[str, ...]] = field(default_factory=list)
    remembered: list[Build] = field(default_factory=list)

    forgotten: int = 0

    def plan(self, settings: Settings, policy: Policy) -> BuildPlan:
        return BuildPlan(
            everything=self.everything,
            tables=self.tables,
            fingerprint="project",
            versions={},
            warned=self.warned,
        )

    def build(
        self, settings: Settings, policy: Policy, selection: Sequence[str]
    ) -> Sequence[NodeResult]:
        self.selections.append(tuple(selection))
        return self.results

    def row_counts(self, settings: Settings, models: Collection[str]) -> Mapping[str, int]:
        return dict.fromkeys(models, 7)

    def remember(self, settings: Settings, build: Build) -> None:
        self.remembered.append(build)

    def forget(self, settings: Settings) -> None:
        self.forgotten += 1


@dataclass(slots=True)
class FakeWarehouse:
    """A warehouse of which the checks' answers are given; publishing is counted."""

    duplicates: Mapping[str, int] = field(default_factory=dict)
    undecided: Mapping[str, Sequence[str]] = field(default_factory=dict)
    missing: Collection[str] = ()  # tables that never landed
    unmet: Collection[tuple[str, str]] = ()
    already_published: bool = False
    asked_for_duplicates: list[tuple[str, ...]] = field(default_factory=list)
    publications: int = 0
    deliveries: int = 0

    def undecided_columns(self, settings: Settings) -> Mapping[str, Sequence[str]]:
        return self.undecided

    def duplicate_keys(self, settings: Settings, tables: Collection[str]) -> Mapping[str, int]:
        self.asked_for_duplicates.append(tuple(tables))
        if gone := [table for table in tables if table in self.missing]:
            raise WarehouseError(f"There is no landing table {gone[0]}.")
        return {table: self.duplicates.get(table, 0) for table in tables}

    def run_suites(
        self, settings: Settings, policy: Policy, suites: Sequence[Suite], *, run_id: str
    ) -> tuple[SuiteResult, ...]:
        return tuple(
            SuiteResult(suite.name, table.asset_key, 10, 3, self._failed(table.asset_key))
            for suite in suites
            for table in suite.tables
        )

    def _failed(self, key: tuple[str, str]) -> tuple[FailedExpectation, ...]:
        return (FailedExpectation("ExpectSomething", ("id",), 4),) if key in self.unmet else ()

    def is_published(self, settings: Settings, policy: Policy) -> bool:
        return self.already_published

    def publish(self, settings: Settings, policy: Policy) -> Publication:
        self.publications += 1
        return Publication(Path("published.duckdb"), 1_024, was_replaced=True)

    def deliver(
        self, settings: Settings, *, run_id: str, clock: Callable[[], datetime]
    ) -> Deliveries:
        self.deliveries += 1
        sent = Delivery(
            target="postgresql://there/db",
            relation="landing.contacts",
            mode="merge",
            reason="1 loads changed rows",
            version="2 run-2",
            shape="{}",
            key_id="0a1b2c3d",
            run_id=run_id,
            held_rows=20,
            sent_rows=7,
            statements=9,
            bytes=1_024,
            seconds=0.5,
            delivered_at=clock(),
        )
        return (TargetReport(sent.target, [sent], unchanged=3),)


@dataclass(slots=True)
class NoExports:
    """No export files at all."""

    def reconciled(self, settings: Settings, policy: Policy, *, month: str | None = None) -> None:
        return None


@dataclass(slots=True)
class FixedClock:
    """Time stands still at noon."""

    def now(self) -> datetime:
        return NOON


@dataclass(slots=True)
class FixedSettings:
    """Settings of a folder, and a policy."""

    home: Path
    given: Policy = field(default_factory=Policy)

    def read(self) -> Settings:
        return Settings(home=self.home, _env_file=None)

    def policy(self) -> Policy:
        return self.given


@dataclass(slots=True)
class LostExports:
    """A folder that was named and is not there."""

    def reconciled(self, settings: Settings, policy: Policy, *, month: str | None = None) -> None:
        raise ConfigurationError("There is no exports folder exports. Make it.")
