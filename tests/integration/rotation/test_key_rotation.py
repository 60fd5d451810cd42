"""A masking key is replaced: nothing of the old tokens is left, all that they joined still joins."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from genuine import journal, replay
from rotations import FORMER, NEW, RotatingConsole, joins, landed_rows

from suitehouse.privacy.canaries import find_in_tree

pytestmark = pytest.mark.integration


@pytest.fixture
def console(genuine_copy: str, tmp_path: Path) -> RotatingConsole:
    """The genuine company, captured before and after its ten days."""
    console = RotatingConsole(genuine_copy, tmp_path / "home")
    assert console("capture").returncode == 0
    replay(genuine_copy, journal())
    assert console("sweep").returncode == 0
    return console


def test_the_whole_home_has_the_new_key_and_joins_as_before(console: RotatingConsole) -> None:
    before = console.capturer(FORMER)
    expected = (joins(before), landed_rows(before))
    assert find_in_tree(console.home, [f":{FORMER.key_id}:"])

    rotated = console.rotate("--apply")

    assert rotated.returncode == 0, rotated.stderr
    assert "set SUITEHOUSE_MASKING_KEY=env:NEW_TEST_KEY" in rotated.stdout
    after = console.capturer(NEW)
    assert (joins(after), landed_rows(after)) == expected
    assert find_in_tree(console.home, [f":{FORMER.key_id}:"]) == ()
    assert find_in_tree(console.home, [f":{NEW.key_id}:"])
    assert sorted(path.name for path in console.home.iterdir()) == [
        "logs",
        "warehouse.duckdb",
        "writer.lock",
    ]
    refused = console("verify")
    assert refused.returncode == 2
    assert f"was rotated to masking key {NEW.key_id}" in refused.stderr
    assert console("capture").returncode == console("sweep").returncode == 2
    console.use_new_key()
    verified = console("verify", "--json")
    assert {row["verdict"] for row in json.loads(verified.stdout)} == {"equal"}
