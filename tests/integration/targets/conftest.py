"""The targets that conformance is tested on, a fresh place for each test; and the page of it."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path

import places
import pytest
from shown import PAGE, Shown

from suitehouse.targets.protocol import Target

_shown = Shown()


def _marked(name: str) -> object:
    """A real service is there only where somebody names one, who pays for it."""
    return pytest.param(name, marks=pytest.mark.live) if name.endswith("_live") else name


@pytest.fixture(params=[_marked(name) for name in sorted(places.PLACES)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[places.Place]:
    """A target's empty place."""
    with places.PLACES[request.param](tmp_path) as found:
        request.node.stash[_STANDS_IN] = found.stand_in_note
        yield found


@pytest.fixture
def target(place: places.Place) -> Iterator[Target]:
    """A target that nothing was delivered to."""
    with closing(place.open()) as opened:
        yield opened


_STANDS_IN = pytest.StashKey[str]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if call.when == "call" and _STANDS_IN in item.stash and "conformance" in item.nodeid:
        name, _, given = item.name.partition("[")
        place = given.rstrip("]").split("-")[0]
        _shown.note(name, place, item.stash[_STANDS_IN], report.outcome)
    return report


def pytest_sessionfinish() -> None:
    if _shown.outcomes and os.environ.get("SUITEHOUSE_TEST_WRITE_DOCS"):
        PAGE.write_text(_shown.page(), encoding="utf-8")
