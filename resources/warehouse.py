"""The configured warehouse, opened for as long as a step needs it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager

import dagster as dg

from resources._writer import writing
from suitehouse.contracts.model import load_contracts
from suitehouse.delivery.configured import deliver_all
from suitehouse.delivery.course import Order
from suitehouse.delivery.report import Deliveries
from suitehouse.modelling.builds import duplicate_keys
from suitehouse.modelling.publishing import (
    Publication,
    current_build,
    is_shown,
    notes_of,
    pass_build,
    publish_build,
)
from suitehouse.operations.clock import Clock
from suitehouse.operations.progress import SilentProgress
from suitehouse.quality.expectations import Suite
from suitehouse.quality.results import SuiteResult
from suitehouse.quality.validation import run_suites
from suitehouse.settings import Policy, Settings
from suitehouse.warehouses.opening import open_configured
from suitehouse.warehouses.protocol import Access, Warehouse

_UNDECIDED = (
    "select table_name, column_name from ops.schema_changes "
    "where change = 'added' and ended_at is null order by all"
)


@contextmanager
def opened(settings: Settings, *, access: Access = "make") -> Iterator[Warehouse]:
    """Yield the warehouse of these settings and close it."""
    warehouse = open_configured(settings, access=access)
    try:
        yield warehouse
    finally:
        warehouse.close()


class ConfiguredWarehouse(dg.ConfigurableResource[None]):
    """What checks and publishing ask of the warehouse."""

    def duplicate_keys(self, settings: Settings, tables: Collection[str]) -> Mapping[str, int]:
        """Return for each landing table how many keys are on more than one row."""
        contracts = load_contracts()
        with opened(settings, access="read") as target:
            return {table: duplicate_keys(target, contracts[table]) for table in tables}

    def undecided_columns(self, settings: Settings) -> Mapping[str, Sequence[str]]:
        """Return the columns of each table that the CRM has and no contract names."""
        found: dict[str, list[str]] = {}
        with opened(settings, access="read") as target:
            for row in target.read(_UNDECIDED).to_pylist():
                found.setdefault(row["table_name"], []).append(row["column_name"])
        return found

    def run_suites(
        self, settings: Settings, policy: Policy, suites: Sequence[Suite], *, run_id: str
    ) -> tuple[SuiteResult, ...]:
        """Return how each table met its suite, and note a build that met all of them.

        Data Docs are left in the home. Nothing is written meanwhile, so what was checked is noted.
        """
        with writing(settings), opened(settings, access="read") as target:
            results = run_suites(target.read, suites, settings.home, run_id=run_id)
            if all(result.success for result in results):
                pass_build(target, notes_of(settings, policy))
        return results

    def is_published(self, settings: Settings, policy: Policy) -> bool:
        """Whether analysts already see all that the warehouse holds."""
        where = notes_of(settings, policy)
        with opened(settings, access="read") as target:
            return is_shown(where) and current_build(target, where) is not None

    def publish(self, settings: Settings, policy: Policy) -> Publication:
        """Replace what analysts read by the last good build, unless it is there already.

        Raises:
            CheckFailedError: The warehouse holds more or less than a build that met every suite.
        """
        with writing(settings), opened(settings) as target:
            return publish_build(target, notes_of(settings, policy))

    def deliver(self, settings: Settings, *, run_id: str, clock: Clock) -> Deliveries:
        """Bring landing and the published models to the warehouses that the settings name.

        Raises:
            SuitehouseError: A target cannot be reached or refuses, after all were tried.
        """
        with writing(settings):
            return deliver_all(settings, Order(run_id, clock, SilentProgress()))


warehouse = ConfiguredWarehouse()
