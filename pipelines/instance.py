"""The one Dagster instance of a home: the UI, the schedules and `suitehouse run` all use it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from suitehouse.errors import ConfigurationError
from suitehouse.settings import Settings

TEMPLATE = Path(__file__).parents[1] / "dagster.yaml"
POSTGRES_VARIABLE = "SUITEHOUSE_DAGSTER_POSTGRES_URL"
# Dagster brings psycopg2; without its name, SQLAlchemy looks for another driver.
_SCHEME = "postgresql+psycopg2://"
# SQLAlchemy's SQLite URL knows no escape for the first two, dbt-duckdb's profile none for the rest.
_IMPOSSIBLE = "?%'\"\\"
_POSTGRES = f"""
storage:
  postgres:
    postgres_url:
      env: {POSTGRES_VARIABLE}
"""


def instance_folder(settings: Settings) -> Path:
    """The folder that is DAGSTER_HOME."""
    return settings.home.absolute() / "dagster"


def prepare_instance(settings: Settings, environment: Mapping[str, str] = os.environ) -> Path:
    """Write the instance's configuration if it differs from what it should be; return its folder.

    The Postgres URL stays in the environment: the file only names the variable.

    Raises:
        ConfigurationError: The home's path can't be used, or the Postgres URL.
    """
    check_home(settings)
    folder = instance_folder(settings)
    wanted = instance_config(environment)
    path = folder / "dagster.yaml"
    if not path.exists() or path.read_text(encoding="utf-8") != wanted:
        folder.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(".new")
        fresh.write_text(wanted, encoding="utf-8")
        fresh.replace(path)
    return folder


def check_home(settings: Settings) -> None:
    """Refuse a home in whose path Dagster or dbt would fail with errors of their own.

    Raises:
        ConfigurationError: Names the character and what to do.
    """
    path = str(settings.home.absolute())
    if found := [character for character in _IMPOSSIBLE if character in path]:
        raise ConfigurationError(
            f"The home's path {path} has a {' and a '.join(found)} in it, which Dagster or dbt "
            "cannot open; set SUITEHOUSE_HOME to a folder without it."
        )


def instance_config(environment: Mapping[str, str]) -> str:
    """Return the text of the instance's `dagster.yaml`.

    Raises:
        ConfigurationError: The Postgres URL names no driver, or another than Dagster's.
    """
    url = environment.get(POSTGRES_VARIABLE, "")
    if url and not url.startswith(_SCHEME):
        raise ConfigurationError(f"{POSTGRES_VARIABLE} must start with {_SCHEME}.")
    return TEMPLATE.read_text(encoding="utf-8") + (_POSTGRES if url else "")
