"""The dbt project, built in this process on a warehouse of a test's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from suitehouse.contracts.staging import PROJECT_FOLDER

VARIABLES = "{as_of: '2026-01-31 00:00:00', base_currency: EUR}"


@dataclass(frozen=True, slots=True)
class Project:
    """The project beside a warehouse of its own."""

    warehouse: Path
    work: Path

    def build(self, *arguments: str) -> Mapping[str, str]:
        """Run `dbt build` and return the status of each model and test by name."""
        from dbt.adapters.duckdb.connections import DuckDBConnectionManager  # noqa: PLC0415
        from dbt.cli.main import dbtRunner  # noqa: PLC0415 - two seconds

        folders = ["--project-dir", str(PROJECT_FOLDER), "--profiles-dir", str(PROJECT_FOLDER)]
        places = ["--target-path", str(self.work), "--log-path", str(self.work)]
        quiet = ["--quiet", "--log-level-file", "none"]
        command = [*quiet, "build", *arguments, "--vars", VARIABLES, *folders, *places]
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("SUITEHOUSE_DBT_DUCKDB_PATH", str(self.warehouse))
            result = dbtRunner().invoke(command)
            DuckDBConnectionManager.close_all_connections()
        if result.exception:
            raise result.exception
        return {each.node.name: str(each.status) for each in result.result.results}

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Run a query on the warehouse."""
        with duckdb.connect(str(self.warehouse), read_only=True) as database:
            return database.execute(query).fetchall()
