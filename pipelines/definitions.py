"""The code location: everything is found in its folder, nothing is listed here."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import dagster as dg

import resources
from pipelines import jobs, schedules, sensors
from suitehouse.discovery import objects_in


@dg.definitions
def defs() -> dg.Definitions:
    """Return the assets, checks, jobs, schedules, sensors and resources of this project."""
    return definitions_with(objects_in(resources))


def definitions_with(world: Mapping[str, object]) -> dg.Definitions:
    """Return the project's definitions over other resources: a caller's settings, or fakes."""
    return dg.Definitions.merge(
        dg.load_from_defs_folder(path_within_project=Path(__file__).parent),  # walks assets/
        dg.Definitions(
            jobs=list(objects_in(jobs).values()),
            schedules=list(objects_in(schedules).values()),
            sensors=list(objects_in(sensors).values()),
            resources=world,
        ),
    )
