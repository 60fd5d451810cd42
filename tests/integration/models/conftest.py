"""What the models' builds in other warehouses are compared with."""

from __future__ import annotations

import pytest
from building import Project
from everything import build_marts, supplied


@pytest.fixture(scope="session")
def here(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The marts as DuckDB builds them. Shared by the session: read only."""
    project = supplied(tmp_path_factory.mktemp("duckdb"))
    build_marts(project)
    return project
