"""The target in docs/how-to/add-a-target.md, as it stands there, kept to what targets promise."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
import test_conformance as conformance
from deliveries import relation, shipment
from places import Place

from suitehouse.targets import opening
from suitehouse.targets.protocol import Target, View

PAGE = Path(__file__).parents[3] / "docs/how-to/add-a-target.md"
# SQLite has neither decimals nor times, and lets nobody write while somebody reads.
BEYOND_SQLITE = {
    "test_values_arrive_to_the_last_digit_and_microsecond",
    "test_columns_come_go_and_change_their_type",
    "test_readers_see_all_of_the_old_or_all_of_the_new",
}
PROMISES = [
    test
    for name, test in vars(conformance).items()
    if name.startswith("test_") and name not in BEYOND_SQLITE
]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """The page's package, installed as its metadata has it."""
    found = dict(re.findall(r"^```(python|toml)\n(.*?)^```", PAGE.read_text(), re.M | re.S))
    package = tomllib.loads(found["toml"])["project"]
    ((group, entries),) = package["entry-points"].items()
    site = tmp_path / "site"
    info = site / "suitehouse_sqlite-1.0.dist-info"
    info.mkdir(parents=True)
    (site / "suitehouse_sqlite.py").write_text(found["python"])
    (info / "METADATA").write_text(f"Name: {package['name']}\nVersion: {package['version']}\n")
    lines = [f"[{group}]", *(f"{name} = {where}" for name, where in entries.items())]
    (info / "entry_points.txt").write_text("\n".join(lines))
    monkeypatch.syspath_prepend(site)
    url = f"sqlite:///{tmp_path}/warehouse.sqlite"
    with closing(opening.open_target(url)) as target:
        yield Place("sqlite", lambda: opening.open_target(url), target.dialect)  # type: ignore[attr-defined]
    sys.modules.pop("suitehouse_sqlite")


@pytest.fixture
def target(place: Place) -> Iterator[Target]:
    with closing(place.open()) as opened:
        yield opened


@pytest.mark.parametrize("promise", PROMISES, ids=lambda test: test.__name__)
def test_the_page_keeps(promise: Callable[..., None], place: Place, target: Target) -> None:
    known = {"place": place, "target": target, "size": 20_000}
    wanted = promise.__code__.co_varnames[: promise.__code__.co_argcount]

    promise(**{name: known[name] for name in wanted})


def test_the_page_names_nothing_that_is_ours_to_change() -> None:
    assert "from suitehouse.targets.building import" in PAGE.read_text()
    assert re.findall(r"suitehouse\.\w*\.?_\w+|self\._(?!path\b)\w+", PAGE.read_text()) == []


@pytest.mark.usefixtures("place")
def test_the_page_s_scheme_is_known() -> None:
    assert "sqlite" in opening.known_schemes()
    assert opening.check_reference("sqlite:///x") == "sqlite:///x"


def test_the_page_s_target_has_views(target: Target) -> None:
    target.deliver([shipment([{"id": "1", "text": "x"}], relation(conformance.PLAIN))])
    view = View(
        "staging", "stg", "create view staging.stg as select t.id from landing.things as t;"
    )
    receipt = replace(shipment([]).receipt, schema="staging", table="(views)")

    for _ in range(2):
        target.show([view], receipt)

    assert target.read("select id from staging__stg").to_pylist() == [{"id": "1"}]
