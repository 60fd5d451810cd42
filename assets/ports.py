"""What the assets need of the world; `resources/` has the real ones, tests have plain fakes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

from suitehouse.capturing.report import PassReport
from suitehouse.delivery.report import Deliveries
from suitehouse.modelling.builds import Build, BuildPlan
from suitehouse.modelling.publishing import Publication
from suitehouse.modelling.results import NodeResult
from suitehouse.quality.expectations import Suite
from suitehouse.quality.results import SuiteResult
from suitehouse.reconcile.report import ReconcileReport
from suitehouse.settings import Policy, Settings
from suitehouse.sweeping.report import SweepReport


class SettingsReader(Protocol):
    """Tells where things are and what is policy, at the moment it is asked."""

    def read(self) -> Settings:
        """Return the settings."""
        ...

    def policy(self) -> Policy:
        """Return the policy."""
        ...


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Return now, aware, in UTC."""
        ...


class Crm(Protocol):
    """Brings what changed in the CRM into landing."""

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
        """Capture the tables in one source snapshot; doing it again is safe."""
        ...

    def sweep(
        self,
        settings: Settings,
        policy: Policy,
        *,
        run_id: str,
        clock: Callable[[], datetime],
    ) -> SweepReport:
        """Prove landing equal to the CRM and heal what differs; doing it again is safe."""
        ...


class Warehouse(Protocol):
    """Looks at what was built, and shows it to analysts."""

    def duplicate_keys(self, settings: Settings, tables: Collection[str]) -> Mapping[str, int]:
        """Return for each landing table how many keys are on more than one row."""
        ...

    def undecided_columns(self, settings: Settings) -> Mapping[str, Sequence[str]]:
        """Return the columns of each table that the CRM has and no contract names."""
        ...

    def run_suites(
        self, settings: Settings, policy: Policy, suites: Sequence[Suite], *, run_id: str
    ) -> tuple[SuiteResult, ...]:
        """Return how each table met its suite, and note the build if all did."""
        ...

    def is_published(self, settings: Settings, policy: Policy) -> bool:
        """Whether analysts already see all that is there."""
        ...

    def publish(self, settings: Settings, policy: Policy) -> Publication:
        """Put the build that met every suite where analysts read, if it is not there yet."""
        ...

    def deliver(
        self, settings: Settings, *, run_id: str, clock: Callable[[], datetime]
    ) -> Deliveries:
        """Bring landing and the published models to the other warehouses of the settings."""
        ...


class ModelBuilder(Protocol):
    """Builds the dbt models and remembers what it built."""

    def plan(self, settings: Settings, policy: Policy) -> BuildPlan:
        """Return what has to be built now."""
        ...

    def build(
        self, settings: Settings, policy: Policy, selection: Sequence[str]
    ) -> Sequence[NodeResult]:
        """Build and test the selected models, all of them when none is named."""
        ...

    def row_counts(self, settings: Settings, models: Collection[str]) -> Mapping[str, int]:
        """Return how many rows each of these models has now, by `schema.name`."""
        ...

    def remember(self, settings: Settings, build: Build) -> None:
        """Record a good build, so that only later changes are built again."""
        ...

    def forget(self, settings: Settings) -> None:
        """Forget the last good build, so that everything is built again."""
        ...


class Written(Protocol):
    """A report, and where it can be opened."""

    @property
    def report(self) -> ReconcileReport:
        """What was found."""
        ...

    @property
    def path(self) -> Path:
        """The page that a person opens."""
        ...


class Exports(Protocol):
    """Export files of other systems, held against the CRM's invoices."""

    def reconciled(
        self, settings: Settings, policy: Policy, *, month: str | None = None
    ) -> Written | None:
        """Run each reconciliation whose exports are there; None where there are none at all.

        Args:
            settings: Where things are.
            policy: What is reviewed.
            month: `YYYY-MM`; without it the period is what the exports cover.
        """
        ...
