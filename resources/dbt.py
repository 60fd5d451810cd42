"""dbt over the warehouse of this home, in this process."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import dagster as dg

from resources._writer import writing
from resources.warehouse import opened
from suitehouse.contracts.model import load_contracts
from suitehouse.errors import LayoutError
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
from suitehouse.modelling.project import fingerprint, is_current
from suitehouse.modelling.results import NodeResult, node_result
from suitehouse.modelling.runner import run_dbt
from suitehouse.settings import Settings


class DbtBuilder(dg.ConfigurableResource[None]):
    """Builds the project in `warehouse_models`, which is packaged beside the code."""

    def plan(self, settings: Settings) -> BuildPlan:
        """Return what has to be built now."""
        with opened(settings, read_only=True) as warehouse:
            versions = table_versions(warehouse)
        last = load_build(last_build_path(settings))
        return plan_build(last, fingerprint=fingerprint(), versions=versions)

    def build(self, settings: Settings, selection: Sequence[str]) -> Sequence[NodeResult]:
        """Build and test the selected models, all of them when none is named.

        Raises:
            LayoutError: The project changed since the asset graph was made of it.
            WarehouseError: dbt could not run.
        """
        if not is_current(fingerprint()):
            raise LayoutError("The dbt project has changed; restart what runs this code location.")
        events: list[NodeResult] = []
        select = ["--select", *selection] if selection else []
        with writing(settings):
            with opened(settings) as warehouse:
                complete_landing(warehouse, load_contracts())
            run_dbt(
                ["build", *select],
                work=settings.home.absolute() / "dbt",
                database=settings.warehouse_path.absolute(),
                on_event=lambda event: events.extend(filter(None, [node_result(event)])),
            )
        return events

    def row_counts(self, settings: Settings, models: Collection[str]) -> Mapping[str, int]:
        """Return how many rows each of these models has now, by `schema.name`."""
        with opened(settings, read_only=True) as warehouse:
            return {model: row_count(warehouse, model) for model in models}

    def remember(self, settings: Settings, build: Build) -> None:
        """Record a good build."""
        save_build(build, last_build_path(settings))


dbt = DbtBuilder()
