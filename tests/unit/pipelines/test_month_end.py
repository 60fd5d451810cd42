"""The schedule: which month it asks for, from when on, and that it asks once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import dagster as dg
import pytest
from fakes import FixedSettings

from pipelines.schedules.month_end import MONTH, month_end
from suitehouse.reconcile.policy import ReconcilePolicy
from suitehouse.settings import Policy

Answer = dg.RunRequest | dg.SkipReason


@pytest.fixture(scope="module")
def storage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dg.DagsterInstance]:
    """An instance with storage: a schedule is handed the reference to one, not one in memory."""
    with dg.DagsterInstance.local_temp(str(tmp_path_factory.mktemp("dagster"))) as made:
        yield made


@pytest.fixture
def instance(storage: dg.DagsterInstance) -> dg.DagsterInstance:
    """The instance, without a run."""
    storage.wipe()
    return storage


def tick(
    instance: dg.DagsterInstance, at: datetime, policy: ReconcilePolicy | None = None
) -> Answer:
    settings = FixedSettings(Path("unused"), Policy(reconcile=policy or ReconcilePolicy()))
    context = dg.build_schedule_context(
        instance, scheduled_execution_time=at, resources={"settings": settings}
    )
    answer = month_end(context)
    assert isinstance(answer, dg.RunRequest | dg.SkipReason)
    return answer


def noted(instance: dg.DagsterInstance, request: Answer, status: dg.DagsterRunStatus) -> None:
    """Put the run that was asked for into the instance, as the daemon does."""
    assert isinstance(request, dg.RunRequest)
    instance.add_run(dg.DagsterRun(job_name="reconcile", tags=dict(request.tags), status=status))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_nobody_starts_it_but_a_person() -> None:
    assert month_end.default_status is dg.DefaultScheduleStatus.STOPPED
    assert month_end.execution_timezone == "UTC"


def test_the_month_before_is_asked_for_as_run_config(instance: dg.DagsterInstance) -> None:
    asked = tick(instance, at("2026-01-05T06:00"))

    assert isinstance(asked, dg.RunRequest)
    assert asked.run_config == {"ops": {"reconciliation": {"config": {"period": "2025-12"}}}}
    assert asked.tags[MONTH] == "2025-12"


@pytest.mark.parametrize(
    ("policy", "when", "is_asked"),
    [
        (ReconcilePolicy(), "2026-03-05T05:00", False),
        (ReconcilePolicy(), "2026-03-05T06:00", True),
        (ReconcilePolicy(month_end_day=1, month_end_hour=0), "2026-03-01T00:00", True),
        (ReconcilePolicy(month_end_day=31, month_end_hour=23), "2026-02-28T22:00", False),
        (ReconcilePolicy(month_end_day=31, month_end_hour=23), "2026-02-28T23:00", True),
    ],
)
def test_it_is_due_from_the_policys_hour_on(
    instance: dg.DagsterInstance, policy: ReconcilePolicy, when: str, is_asked: bool
) -> None:
    assert isinstance(tick(instance, at(when), policy), dg.RunRequest) is is_asked


def test_the_hour_is_that_of_utc(instance: dg.DagsterInstance) -> None:
    in_berlin = datetime(2026, 3, 5, 6, tzinfo=timezone(timedelta(hours=1)))

    skipped = tick(instance, in_berlin)

    assert isinstance(skipped, dg.SkipReason)
    assert skipped.skip_message == "2026-02 is reconciled from 2026-03-05 06:00 UTC on."


@pytest.mark.parametrize(
    "status",
    [
        dg.DagsterRunStatus.NOT_STARTED,
        dg.DagsterRunStatus.STARTED,
        dg.DagsterRunStatus.SUCCESS,
        dg.DagsterRunStatus.CANCELED,
    ],
)
def test_a_month_is_asked_for_once_and_the_next_one_again(
    instance: dg.DagsterInstance, status: dg.DagsterRunStatus
) -> None:
    noted(instance, tick(instance, at("2026-03-05T06:00")), status)

    again = tick(instance, at("2026-03-05T07:00"))
    following = tick(instance, at("2026-04-05T06:00"))

    assert isinstance(again, dg.SkipReason)
    assert isinstance(following, dg.RunRequest)
    assert following.run_key == "2026-03"


def test_a_month_whose_run_failed_is_asked_for_again(instance: dg.DagsterInstance) -> None:
    asked = tick(instance, at("2026-03-05T06:00"))
    noted(instance, asked, dg.DagsterRunStatus.FAILURE)

    again = tick(instance, at("2026-03-05T07:00"))

    assert isinstance(again, dg.RunRequest)
    assert again.tags[MONTH] == "2026-02"


def test_a_daemon_that_was_down_asks_when_it_is_back(instance: dg.DagsterInstance) -> None:
    assert isinstance(tick(instance, at("2026-03-19T14:00")), dg.RunRequest)
