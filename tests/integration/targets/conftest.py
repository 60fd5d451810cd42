"""The targets that conformance is tested on, a fresh place for each test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import places
import pytest

from suitehouse.targets.protocol import Target


@pytest.fixture(params=sorted(places.PLACES))
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[places.Place]:
    """A target's empty place."""
    with places.PLACES[request.param](tmp_path) as found:
        yield found


@pytest.fixture
def target(place: places.Place) -> Iterator[Target]:
    """A target that nothing was delivered to."""
    with closing(place.open()) as opened:
        yield opened
