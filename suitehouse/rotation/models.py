"""The models of a home, built on the new warehouse before it takes the old one's place.

So analysts go from one whole snapshot to the next, and a build that fails leaves all as it was.
"""

from __future__ import annotations

from pathlib import Path

from suitehouse.contracts.model import load_contracts
from suitehouse.discovery import objects_in
from suitehouse.errors import CheckFailedError, WarehouseError
from suitehouse.modelling.builds import plan_build, save_build, table_versions
from suitehouse.modelling.landing import complete_landing
from suitehouse.modelling.publishing import Notes, pass_build, withdraw_pass
from suitehouse.modelling.results import NodeResult, node_result
from suitehouse.modelling.runner import DatabaseFile, build_command, run_dbt
from suitehouse.settings import Policy, Settings
from suitehouse.warehouses._file_key import FileKey
from suitehouse.warehouses.duckdb import DuckDbWarehouse

_MOST_NAMES = 10


def has_models(settings: Settings, notes: Notes) -> bool:
    """Whether models were ever built in a home, so that analysts wait for them."""
    return notes.built.exists() or settings.published_path.exists()


def build_models(
    path: Path, settings: Settings, policy: Policy, notes: Notes, *, run_id: str
) -> None:
    """Build every model in a warehouse file and note the build, if it met tests and suites.

    Raises:
        CheckFailedError: A model, test or suite failed.
        WarehouseError: dbt could not run.
    """
    key = FileKey.from_setting(settings.warehouse_key)
    withdraw_pass(notes)
    with DuckDbWarehouse(path, key=key) as warehouse:
        complete_landing(warehouse, load_contracts())
    results = _built(path, settings, policy, key)
    with DuckDbWarehouse(path, key=key) as warehouse:
        versions = table_versions(warehouse)
        plan = plan_build(None, fingerprint=notes.fingerprint, versions=versions)
        save_build(plan.done(run_id, results), notes.built)
        _check(warehouse, settings, run_id)
        pass_build(warehouse, notes)


def _built(path: Path, settings: Settings, policy: Policy, key: FileKey | None) -> list[NodeResult]:
    results: list[NodeResult] = []
    work = settings.home.absolute() / "dbt"
    succeeded = run_dbt(
        build_command(policy.reconcile.base_currency),
        work=work,
        database=DatabaseFile(path.absolute(), key),
        on_event=lambda event: results.extend(filter(None, [node_result(event)])),
    )
    failed = sorted(node.name for node in results if node.has_failed)
    if failed:
        raise CheckFailedError(
            f"dbt: {len(failed)} models or tests failed: {', '.join(failed[:_MOST_NAMES])}. "
            "The masking key was not rotated; put that right, then run the rotation again."
        )
    if not succeeded:
        raise WarehouseError(
            f"dbt build failed, though no model or test did; see {work / 'dbt.log'}."
        )
    return results


def _check(warehouse: DuckDbWarehouse, settings: Settings, run_id: str) -> None:
    from suitehouse.quality import suites  # noqa: PLC0415 - seconds, and only if models are built
    from suitehouse.quality.validation import run_suites  # noqa: PLC0415 - as above

    found = run_suites(
        warehouse.read, tuple(objects_in(suites).values()), settings.home, run_id=run_id
    )
    if unmet := [f"{each.name} on {'.'.join(each.asset_key)}" for each in found if each.failed]:
        raise CheckFailedError(
            f"{len(unmet)} suites were not met: {', '.join(unmet)}. The masking key was not "
            "rotated; put that right, then run the rotation again."
        )
