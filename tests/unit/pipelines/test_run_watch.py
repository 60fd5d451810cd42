"""What a run's watcher says of checks that failed without ending the run."""

from __future__ import annotations

import dagster as dg
import pytest

from pipelines.run_watch import RunWatch
from suitehouse.errors import CheckFailedError

REPORT = dg.AssetKey(["recon", "report"])


def watched(*results: dg.AssetCheckResult) -> tuple[RunWatch, list[str]]:
    """Watch a run whose checks give these results."""
    lines: list[str] = []
    watch = RunWatch(lines.append)
    specs = [dg.AssetCheckSpec(str(each.check_name), asset=REPORT) for each in results]

    @dg.multi_asset_check(specs=specs)
    def checks():
        yield from results

    job = dg.Definitions(
        assets=[dg.AssetSpec(REPORT)],
        asset_checks=[checks],
        jobs=[dg.define_asset_job("job", selection=dg.AssetSelection.all_asset_checks())],
    ).resolve_job_def("job")
    with dg.DagsterInstance.ephemeral() as instance:
        run_id = "5d1c0c1e-8f6c-4c39-9a3c-0d8f2f1f7f10"
        instance.add_event_listener(run_id, watch)
        quiet = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
        assert job.execute_in_process(instance=instance, run_id=run_id, run_config=quiet).success
    return watch, lines


def result(name: str, *, passed: bool, warns: bool = False) -> dg.AssetCheckResult:
    severity = dg.AssetCheckSeverity.WARN if warns else dg.AssetCheckSeverity.ERROR
    return dg.AssetCheckResult(asset_key=REPORT, check_name=name, passed=passed, severity=severity)


def test_a_failed_check_that_stops_nothing_is_named_and_raised():
    watch, lines = watched(result("foots", passed=False), result("files_were_used", passed=True))

    with pytest.raises(CheckFailedError, match=r"1 failed check: foots of recon\.report"):
        watch.refuse_failed_checks()

    assert lines[-1] == "check failed: foots of recon.report"


def test_checks_that_passed_or_only_warn_raise_nothing():
    watch, _ = watched(result("foots", passed=True), result("odd_values", passed=False, warns=True))

    watch.refuse_failed_checks()

    assert watch.failed_checks == []
