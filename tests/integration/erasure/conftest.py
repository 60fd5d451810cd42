"""The world in which a person is erased; it takes seconds to make, so tests copy its folder."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from captures import Capturer
from console import Console
from erasing import World, world
from genuine import load_genuine


@pytest.fixture(scope="session")
def made_world(mariadb: Any, tmp_path_factory: pytest.TempPathFactory) -> World:
    """A world of the session: its home is copied, its CRM is only read."""
    url = mariadb.fresh_database("erasing")
    load_genuine(url)
    return world(mariadb, url, tmp_path_factory.mktemp("erasing"))


@pytest.fixture
def person(made_world: World, tmp_path: Path) -> World:
    """A world of the test's own, on a CRM that is shared: read only."""
    home = tmp_path / "home"
    shutil.copytree(made_world.home, home)
    url = str(made_world.console.url)
    return World(Console(url, home), Capturer(url, home / "warehouse.duckdb"))
