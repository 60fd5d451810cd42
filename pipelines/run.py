"""One pass of the whole pipeline in this process, recorded as a run of this home's instance."""

from __future__ import annotations

import time
import uuid
from collections.abc import Collection

import dagster as dg

import resources
from assets.ports import SettingsReader
from pipelines.commits import commit_without_waiting
from pipelines.definitions import definitions_with
from pipelines.instance import prepare_instance
from pipelines.run_watch import Progress, RunOutcome, RunWatch
from resources._writer import writing
from resources.settings import FixedSettings
from suitehouse.capturing.selection import chosen_contracts
from suitehouse.contracts.model import load_contracts
from suitehouse.discovery import objects_in
from suitehouse.modelling.runner import prepare_manifest
from suitehouse.settings import Policy, Settings

JOB = "hourly_pipeline"
FULL_JOB = "nightly_full"
STARTED_BY = {"suitehouse/started_by": "suitehouse run"}
# How the UI files a run under the code location that its assets are of.
_LOCATION = {".dagster/repository": "__repository__@suitehouse"}
# A run's events are in the UI; what fails is raised, and the caller says it in a line.
_SILENT_CONSOLE = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
_RUNNING = [
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]


def run_pipeline(
    settings: Settings,
    policy: Policy,
    *,
    tables: Collection[str] = (),
    full: bool = False,
    progress: Progress = lambda _line: None,
) -> RunOutcome:
    """Capture, build, check, publish and reconcile; what fails raises and may be run again.

    Args:
        settings: Where things are.
        policy: What is reviewed; names the tables where `tables` is empty.
        tables: Source tables to capture; empty means those of the policy, or every contract.
        full: Read each table whole instead of what its lane says changed.
        progress: Told a line at the end of each phase.

    Raises:
        ConfigurationError: A table has no contract.
        BusyError: Another process is writing this home's warehouse.
        CheckFailedError: A check failed. Where it was one that blocks, what was published before is
            untouched; one of the reconciliation does not keep the rest from being published.
        SuitehouseError: As the core raised it in the phase that failed.
    """
    wanted = chosen_contracts(load_contracts(), tuple(tables) or policy.capture.tables)
    chosen = frozenset(contract.table for contract in wanted)
    if prepare_manifest():
        progress("dbt project parsed: it is new or has changed")
    with commit_without_waiting(), writing(settings), _instance(settings) as instance:
        end_orphans(instance)
        watch = RunWatch(progress)
        began = time.monotonic()
        run_id = str(uuid.uuid4())
        instance.add_event_listener(run_id, watch)
        world = FixedSettings(settings, _without_tables(policy))
        _execute(instance, run_id, world, chosen, full=full)
        watch.refuse_failed_checks()
        return watch.outcome(run_id, time.monotonic() - began)


def _instance(settings: Settings) -> dg.DagsterInstance:
    return dg.DagsterInstance.from_config(str(prepare_instance(settings)))


def _without_tables(policy: Policy) -> Policy:
    """The policy for a run whose tables are chosen already."""
    capture = policy.capture.model_copy(update={"tables": ()})
    return policy.model_copy(update={"capture": capture})


def end_orphans(instance: dg.DagsterInstance) -> None:
    """Fail runs of ours that a kill left running: we hold the lock, so none of them lives."""
    for run in instance.get_runs(dg.RunsFilter(statuses=_RUNNING, tags=STARTED_BY)):
        instance.report_run_failed(run, "The process of this run ended before the run did.")


def _selection(job: dg.JobDefinition, tables: Collection[str]) -> list[dg.AssetKey]:
    """Everything but the landing tables that were not chosen."""
    return [
        key
        for key in job.asset_layer.executable_asset_keys
        if key.path[0] != "landing" or key.path[-1] in tables
    ]


def _execute(
    instance: dg.DagsterInstance,
    run_id: str,
    settings: SettingsReader,
    tables: Collection[str],
    *,
    full: bool,
) -> None:
    world = {**objects_in(resources), "settings": settings}
    job = definitions_with(world).resolve_job_def(FULL_JOB if full else JOB)
    job.execute_in_process(
        instance=instance,
        run_id=run_id,
        asset_selection=_selection(job, tables),
        run_config={"ops": {"landing": {"config": {"full": full}}}, **_SILENT_CONSOLE},
        tags={**STARTED_BY, **_LOCATION},
    )
