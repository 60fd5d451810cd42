"""What `suitehouse run` does around the job: its own instance, its own orphans, its own words."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import pytest

from pipelines.run import STARTED_BY, end_orphans, run_pipeline
from suitehouse.errors import BusyError, ConfigurationError
from suitehouse.operations.lock import writer_lock
from suitehouse.settings import CapturePolicy, Policy, Settings

# Dagster's own use of pydantic, when a resource is made.
pytestmark = pytest.mark.filterwarnings("ignore:The `__fields__` attribute is deprecated")

OTHER = {"dagster/schedule_name": "hourly"}


STARTED = dg.DagsterRunStatus.STARTED


def started(
    instance: dg.DagsterInstance, tags: dict[str, str], status: dg.DagsterRunStatus = STARTED
) -> str:
    run = dg.DagsterRun(job_name="hourly_pipeline", status=status, tags=tags)
    return instance.add_run(run).run_id


def test_a_run_that_a_kill_left_running_is_failed_and_no_other(tmp_path: Path):
    with dg.DagsterInstance.local_temp(str(tmp_path)) as instance:
        ours, scheduled = started(instance, STARTED_BY), started(instance, OTHER)
        early = started(instance, STARTED_BY, dg.DagsterRunStatus.NOT_STARTED)

        end_orphans(instance)

        runs = {run.run_id: run.status for run in instance.get_runs()}
    failed = dg.DagsterRunStatus.FAILURE
    assert runs == {ours: failed, early: failed, scheduled: STARTED}


def test_an_unknown_table_is_named_before_anything_is_done(tmp_path: Path):
    with pytest.raises(ConfigurationError, match="acounts"):
        run_pipeline(Settings(home=tmp_path), Policy(), tables=["accounts", "acounts"])

    assert list(tmp_path.iterdir()) == []


def test_an_unknown_table_of_the_policy_is_named_too(tmp_path: Path):
    policy = Policy(capture=CapturePolicy(tables=("acounts",)))

    with pytest.raises(ConfigurationError, match="acounts"):
        run_pipeline(Settings(home=tmp_path), policy)


def test_a_second_run_is_told_that_the_first_is_busy(tmp_path: Path):
    with writer_lock(tmp_path), pytest.raises(BusyError):
        run_pipeline(Settings(home=tmp_path), Policy())


def test_a_source_that_is_not_configured_is_said_plainly_and_the_run_is_recorded(tmp_path: Path):
    settings = Settings(home=tmp_path, _env_file=None, masking_key=None, source_url=None)
    lines: list[str] = []

    with pytest.raises(ConfigurationError, match="SUITEHOUSE_"):
        run_pipeline(settings, Policy(), progress=lines.append)

    with dg.DagsterInstance.from_config(str(tmp_path / "dagster")) as instance:
        statuses = [run.status for run in instance.get_runs()]
    assert statuses == [dg.DagsterRunStatus.FAILURE]
    assert any(line.startswith("landing: failed") for line in lines)
