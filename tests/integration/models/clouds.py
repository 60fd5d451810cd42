"""The dbt project, unchanged, by dbt's adapters for the clouds, in an environment of their own.

The profile is the product's, with what an emulator needs beside. dbt runs as anybody runs it.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import sqlglot
import yaml
from building import VARIABLES, Project
from environments import environment
from everything import expected
from sqlglot import exp

from suitehouse.contracts.staging import PROJECT_FOLDER
from suitehouse.targets.protocol import Target

REQUIREMENTS = Path(__file__).with_name("dbt_clouds.txt")
MODELS = list((PROJECT_FOLDER / "models").rglob("*.sql"))
# Staging's tests, which would read the same rows of the same views once more.
SECOND = ("--exclude", "resource_type:test,path:models/staging")
_PASSED = {"success", "pass", "warn"}


@dataclass(frozen=True, slots=True)
class Cloud:
    """A target of the profile, the variables it reads, and what an emulator needs beside."""

    target: str
    variables: Mapping[str, str] = field(repr=False)
    beside: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What dbt said of a model or test, and its SQL as compiled."""

    status: str
    sql: str


def dbt(cloud: Cloud, work: Path, *command: str) -> Mapping[str, Outcome]:
    """Run a command on the whole project; return each model's and test's outcome by its id."""
    results = work / "run_results.json"
    results.unlink(missing_ok=True)
    places = ["--project-dir", str(PROJECT_FOLDER), "--target-path", str(work)]
    chosen = ["--profiles-dir", str(_profile(cloud, work)), "--target", cloud.target]
    run = subprocess.run(
        [
            str(environment(REQUIREMENTS) / "bin" / "dbt"),
            *("--quiet", "--log-level-file", "none", "--log-path", str(work)),
            *(*command, *places, *chosen, "--vars", VARIABLES),
        ],
        check=False,  # a test that fails is an answer
        env=_variables(cloud),
        capture_output=True,
        text=True,
    )
    if not results.exists():
        pytest.fail(f"dbt {command[0]} did not run on {cloud.target}:\n{run.stdout}{run.stderr}")
    return {
        each["unique_id"]: Outcome(each["status"], each["compiled_code"] or "")
        for each in json.loads(results.read_text())["results"]
        if not each["unique_id"].startswith("operation.")
    }


def builds(cloud: Cloud, work: Path) -> Sequence[Mapping[str, Outcome]]:
    """Build and test in a warehouse twice: where the second time finds the first's relations."""
    return dbt(cloud, work, "build"), dbt(cloud, work, "build", *SECOND)


def _profile(cloud: Cloud, work: Path) -> Path:
    said = yaml.safe_load((PROJECT_FOLDER / "profiles.yml").read_text(encoding="utf-8"))
    output = said["suitehouse"]["outputs"][cloud.target] | cloud.beside
    said["suitehouse"]["outputs"] = {cloud.target: output}
    work.mkdir(parents=True, exist_ok=True)
    (work / "profiles.yml").write_text(yaml.safe_dump(said), encoding="utf-8")
    return work


def _variables(cloud: Cloud) -> Mapping[str, str]:
    own = {
        f"SUITEHOUSE_DBT_{cloud.target.upper()}_{name}": value
        for name, value in cloud.variables.items()
    }
    others = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return others | own


def assert_whole(outcomes: Mapping[str, Outcome], work: Path) -> None:
    """Every model and test of the project was reached."""
    nodes = json.loads((work / "manifest.json").read_text())["nodes"]
    kinds = Counter(each.partition(".")[0] for each in outcomes)

    assert set(outcomes) == {each for each in nodes if not each.startswith("operation.")}
    assert kinds["model"] == len(MODELS)
    assert kinds["test"] > len(MODELS)


def failed(outcomes: Mapping[str, Outcome]) -> set[str]:
    """Models that were not built and tests that failed."""
    return {name for name, each in outcomes.items() if each.status not in _PASSED}


def unread(outcomes: Mapping[str, Outcome], dialect: str) -> set[str]:
    """Models and tests whose SQL a parser of the dialect does not read."""
    return {name for name, each in outcomes.items() if not _is_read(each.sql, dialect)}


def _is_read(sql: str, dialect: str) -> bool:
    try:
        return isinstance(sqlglot.parse_one(sql, dialect=dialect), exp.Query)
    except sqlglot.ParseError:
        return False


def assert_same(mart: str, here: Project, there: Target, relation: str) -> None:
    """A mart has DuckDB's columns and rows in a warehouse, where it is named `relation`."""
    found = there.read(f"select * from {relation}")
    columns, rows = expected(here, mart)

    assert [name.lower() for name in found.column_names] == columns
    ours = [tuple(row.values()) for row in found.to_pylist()]
    assert len(ours) == len(rows) > 0
    assert Counter(ours) == Counter(rows)
