"""The sweep as a Dagster job: what it found is on each table's asset page."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import pytest
from pipeline_world import SILENT, World

import resources
from pipelines.definitions import definitions_with
from pipelines.schedules.sweeps import sweeps
from suitehouse.discovery import objects_in
from suitehouse.errors import RemovalGuardError, WarehouseError

pytestmark = [
    pytest.mark.usefixtures("manifest"),
    # Dagster's own use of pydantic, when a resource is made.
    pytest.mark.filterwarnings("ignore:The `__fields__` attribute is deprecated"),
]


def run(world: World) -> dg.ExecuteInProcessResult:
    job = definitions_with(world.resources()).resolve_job_def("nightly_sweep")
    with dg.DagsterInstance.ephemeral() as instance:
        return job.execute_in_process(instance=instance, run_config=SILENT)


def test_a_sweep_is_told_on_the_asset_page(tmp_path: Path) -> None:
    world = World(tmp_path)

    result = run(world)

    (event,) = (e for e in result.all_events if e.event_type_value == "ASSET_OBSERVATION")
    observation = event.asset_observation_data.asset_observation
    facts = {name: value.value for name, value in observation.metadata.items()}
    assert observation.asset_key.path == ["landing", "contacts"]
    assert facts["sweep_status"] == "proven"
    assert (facts["healed_late"], facts["healed_hard_deleted"]) == (2, 1)
    assert "proven_at" in facts
    assert world.crm.sweeps == [result.run_id]


def test_withheld_removals_fail_the_run(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.crm.error = RemovalGuardError("20 of the 61 rows are gone.")

    with pytest.raises(RemovalGuardError):
        run(world)


def test_a_home_without_a_warehouse_fails_the_run_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUITEHOUSE_SOURCE_URL", "mysql+pymysql://nobody@127.0.0.1:1/crm")
    monkeypatch.setenv("SUITEHOUSE_MASKING_KEY", "env:NIGHTLY_TEST_KEY")
    monkeypatch.setenv("NIGHTLY_TEST_KEY", bytes(range(32)).hex())
    world = World(tmp_path)
    things = {**world.resources(), "crm": objects_in(resources)["crm"]}

    job = definitions_with(things).resolve_job_def("nightly_sweep")
    with dg.DagsterInstance.ephemeral() as instance, pytest.raises(WarehouseError) as failed:
        job.execute_in_process(instance=instance, run_config=SILENT)

    path = tmp_path / "warehouse.duckdb"
    assert str(failed.value) == f"There is no warehouse at {path}; run `suitehouse capture` first."
    assert not path.exists()


def test_the_schedule_is_stopped_until_somebody_starts_it() -> None:
    assert sweeps.default_status is dg.DefaultScheduleStatus.STOPPED
    assert sweeps.job_name == "nightly_sweep"
