"""The configured warehouse, opened for as long as a step needs it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager

import dagster as dg

from resources._writer import writing
from suitehouse.contracts.model import load_contracts
from suitehouse.modelling.builds import duplicate_keys, last_build_path
from suitehouse.modelling.publishing import Publication, is_published, publish_build
from suitehouse.quality.expectations import Suite
from suitehouse.quality.results import SuiteResult
from suitehouse.quality.validation import run_suites
from suitehouse.settings import Settings
from suitehouse.warehouses.opening import open_warehouse
from suitehouse.warehouses.protocol import Warehouse


@contextmanager
def opened(settings: Settings, *, read_only: bool = False) -> Iterator[Warehouse]:
    """Yield the warehouse of these settings and close it."""
    warehouse = open_warehouse(settings.warehouse_url, settings.warehouse_path, read_only=read_only)
    try:
        yield warehouse
    finally:
        warehouse.close()


class ConfiguredWarehouse(dg.ConfigurableResource[None]):
    """What checks and publishing ask of the warehouse."""

    def duplicate_keys(self, settings: Settings, tables: Collection[str]) -> Mapping[str, int]:
        """Return for each landing table how many keys are on more than one row."""
        contracts = load_contracts()
        with opened(settings, read_only=True) as target:
            return {table: duplicate_keys(target, contracts[table]) for table in tables}

    def run_suites(
        self, settings: Settings, suites: Sequence[Suite], *, run_id: str
    ) -> tuple[SuiteResult, ...]:
        """Return how each table met its suite; leave Data Docs in the home."""
        with opened(settings, read_only=True) as target:
            return run_suites(target.read, suites, settings.home, run_id=run_id)

    def is_published(self, settings: Settings) -> bool:
        """Whether analysts already see the last good build."""
        return is_published(built=last_build_path(settings), to=settings.published_path)

    def publish(self, settings: Settings) -> Publication:
        """Replace what analysts read by what is built now, unless it is there already."""
        built = last_build_path(settings)
        with writing(settings), opened(settings) as target:
            return publish_build(target, built=built, to=settings.published_path)


warehouse = ConfiguredWarehouse()
