"""The code location as Dagster's own tools load it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from suitehouse.contracts.model import load_contracts
from suitehouse.modelling.runner import prepare_manifest
from suitehouse.reconcile.definition import load_definitions

ROOT = Path(__file__).parents[2]
DG = Path(sys.executable).parent / "dg"

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module", autouse=True)
def _manifest() -> None:
    prepare_manifest()


def run(command: list[str], **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("SUITEHOUSE_", "DAGSTER_"))}
    return subprocess.run(
        command,
        cwd=ROOT,
        env={**clean, "VIRTUAL_ENV": str(DG.parents[1]), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_dg_finds_nothing_wrong():
    done = run([str(DG), "check", "defs"])

    assert done.returncode == 0, done.stdout + done.stderr
    assert "warning" not in (done.stdout + done.stderr).lower()


def test_dg_lists_every_table_model_job_schedule_and_sensor():
    done = run([str(DG), "list", "defs", "--json"])

    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout[done.stdout.index("{") :])
    keys = {asset["asset_key"] for asset in found["assets"]}
    assert {f"landing/{table}" for table in load_contracts()} <= keys
    assert {f"staging/stg_suitecrm__{table}" for table in load_contracts()} <= keys
    assert {"marts/invoices", "published/snapshot", "recon/report"} <= keys
    assert {f"recon/{name}" for name in load_definitions()} <= keys
    assert {job["name"] for job in found["jobs"]} >= {
        "hourly_pipeline",
        "nightly_full",
        "nightly_sweep",
        "reconcile",
    }
    assert {schedule["name"] for schedule in found["schedules"]} == {
        "hourly",
        "month_end",
        "nightly",
        "sweeps",
    }
    assert {sensor["name"] for sensor in found["sensors"]} >= {"exports_arrived"}


def test_definitions_load_without_settings_and_write_nothing(tmp_path: Path):
    script = (
        "import warnings, dagster as dg\n"
        "for kind in (dg.PreviewWarning, dg.BetaWarning, dg.SupersessionWarning):\n"
        "    warnings.simplefilter('error', kind)\n"
        "from pipelines.definitions import defs\n"
        "loaded = defs()\n"
        "import sys\n"
        "assert 'great_expectations' not in sys.modules, 'Great Expectations was imported'\n"
        "assert 'dbt.cli.main' not in sys.modules, 'the dbt runner was imported'\n"
    )

    done = run([sys.executable, "-c", script], SUITEHOUSE_HOME=str(tmp_path / "untouched"))

    assert done.returncode == 0, done.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_checkout_under_test_is_the_one_that_is_loaded():
    done = run([sys.executable, "-c", "import pipelines; print(pipelines.__file__)"])

    assert Path(done.stdout.strip()).is_relative_to(ROOT)
