"""The profile's targets and what is said of them."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from suitehouse.modelling.project import PROJECT_FOLDER

PROFILES = (PROJECT_FOLDER / "profiles.yml").read_text(encoding="utf-8")
OUTPUTS = yaml.safe_load(PROFILES)["suitehouse"]["outputs"]
TARGETS = ("duckdb", "postgres", "redshift", "snowflake", "bigquery")
PAGE = Path(__file__).parents[3] / "docs/how-to/own-warehouse.md"
VARIABLE = re.compile("SUITEHOUSE_DBT_[A-Z_]+")


def test_every_variable_of_a_target_is_documented_with_its_default() -> None:
    read = re.findall(r"env_var\('(\w+)'(?:, '(.*?)')?\)", PROFILES)
    rows = [line.split("|") for line in PAGE.read_text(encoding="utf-8").splitlines()]
    listed = {
        (found[0], cells[-2].strip(" `").replace("empty", ""))
        for cells in rows
        if len(cells) > 3 and (found := VARIABLE.findall(cells[2]))
    }

    assert listed == set(read)


def test_a_variable_is_named_for_its_target() -> None:
    named = {
        target: {name.split("_")[2].lower() for name in VARIABLE.findall(str(settings))}
        for target, settings in OUTPUTS.items()
    }

    assert named.pop("encrypted") == {"duckdb"}
    assert named == {name: {name} for name in TARGETS}


def test_every_target_builds_two_models_at_once_into_the_same_schema() -> None:
    schemas = {settings.get("schema", settings.get("dataset")) for settings in OUTPUTS.values()}

    assert schemas == {"staging"}
    assert {settings["threads"] for settings in OUTPUTS.values()} == {2}
