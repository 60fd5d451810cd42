"""dbt over the warehouse of this home, in this process."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import dagster as dg

from resources._writer import writing
from resources.warehouse import opened
from suitehouse.contracts.model import load_contracts
from suitehouse.errors import ConfigurationError, LayoutError, WarehouseError
from suitehouse.modelling.builds import (
    Build,
    BuildPlan,
    last_build_path,
    load_build,
    plan_build,
    row_count,
    save_build,
    table_versions,
)
from suitehouse.modelling.landing import complete_landing
from suitehouse.modelling.project import build_fingerprint, fingerprint, is_current
from suitehouse.modelling.publishing import notes_of, withdraw_pass
from suitehouse.modelling.results import NodeResult, node_result
from suitehouse.modelling.runner import DatabaseFile, build_command, run_dbt
from suitehouse.settings import Policy, Settings
from suitehouse.warehouses._file_key import FileKey
from suitehouse.warehouses.duckdb import DuckDbWarehouse
from suitehouse.warehouses.protocol import Warehouse


class DbtBuilder(dg.ConfigurableResource[None]):
    """Builds the project in `warehouse_models`, which is packaged beside the code."""

    def plan(self, settings: Settings, policy: Policy) -> BuildPlan:
        """Return what has to be built now."""
        with opened(settings, access="read") as warehouse:
            versions = table_versions(warehouse)
        last = load_build(last_build_path(settings))
        now = build_fingerprint(policy.reconcile.base_currency)
        return plan_build(last, fingerprint=now, versions=versions)

    def build(
        self, settings: Settings, policy: Policy, selection: Sequence[str]
    ) -> Sequence[NodeResult]:
        """Build and test the selected models, all of them when none is named.

        Raises:
            LayoutError: The project changed since the asset graph was made of it.
            WarehouseError: dbt could not run, or failed outside of models and tests.
        """
        if not is_current(fingerprint()):
            raise LayoutError("The dbt project has changed; restart what runs this code location.")
        events: list[NodeResult] = []
        work = settings.home.absolute() / "dbt"
        with writing(settings):
            withdraw_pass(notes_of(settings, policy))
            with opened(settings) as warehouse:
                complete_landing(warehouse, load_contracts())
                database = _file_of(warehouse)
            succeeded = run_dbt(
                build_command(policy.reconcile.base_currency, selection),
                work=work,
                database=DatabaseFile(database, FileKey.from_setting(settings.warehouse_key)),
                on_event=lambda event: events.extend(filter(None, [node_result(event)])),
            )
        if not succeeded and not any(node.has_failed for node in events):
            message = "dbt build failed, though no model or test did: a hook, perhaps"
            raise WarehouseError(f"{message}; see {work / 'dbt.log'}.")
        return events

    def row_counts(self, settings: Settings, models: Collection[str]) -> Mapping[str, int]:
        """Return how many rows each of these models has now, by `schema.name`."""
        with opened(settings, access="read") as warehouse:
            return {model: row_count(warehouse, model) for model in models}

    def remember(self, settings: Settings, build: Build) -> None:
        """Record a good build."""
        save_build(build, last_build_path(settings))

    def forget(self, settings: Settings) -> None:
        """Forget the last good build: the models are no longer what it made."""
        last_build_path(settings).unlink(missing_ok=True)


def _file_of(warehouse: Warehouse) -> Path:
    if not isinstance(warehouse, DuckDbWarehouse):
        raise ConfigurationError(
            "Models are built in a DuckDB file; set SUITEHOUSE_WAREHOUSE_URL to duckdb:///path."
        )
    return warehouse.path.absolute()


dbt = DbtBuilder()
