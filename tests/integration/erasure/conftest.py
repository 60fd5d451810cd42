"""The world in which a person is erased; it takes seconds to make, so tests copy its folder."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from erasing import EMAIL, Erased, World, copy_of, tokens, world
from genuine import load_genuine


@pytest.fixture(scope="session")
def made_world(mariadb: Any, tmp_path_factory: pytest.TempPathFactory) -> World:
    """A world of the session: its home is copied, its CRM is only read."""
    url = mariadb.fresh_database("erasing")
    load_genuine(url)
    return world(mariadb, url, tmp_path_factory.mktemp("erasing"))


@pytest.fixture(scope="session")
def erased(made_world: World, tmp_path_factory: pytest.TempPathFactory) -> Erased:
    """The person, erased by address."""
    person = copy_of(made_world, tmp_path_factory.mktemp("erased"))
    before = person.capturer.landed()
    assert {finding.needle for finding in person.findings()} == set(tokens())
    return Erased(person, before, person.erase("--email", EMAIL, "--apply"))


@pytest.fixture
def person(made_world: World, tmp_path: Path) -> World:
    """A world of the test's own, on a CRM that is shared: read only."""
    return copy_of(made_world, tmp_path)


@pytest.fixture
def erased_copy(erased: Erased, tmp_path: Path) -> Erased:
    """A world of the test's own from which the person was erased."""
    return replace(erased, world=copy_of(erased.world, tmp_path))
