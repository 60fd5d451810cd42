"""An erasure that is killed at any instant and run again ends as one that nobody broke off."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest
from erasing import EMAIL, Erased, World, copy_of
from killing import is_killed_after

pytestmark = pytest.mark.integration

_MAIN = "from pipelines.cli import main; main()"
# An erasure tells of five steps; a kill comes within each of them.
_STEPS = 5
_LEFT = ("*.pending.json", ".*erasing*", ".*rewriting*", ".*.new", "*.wal")


def killed(person: World, steps: int, seconds: float) -> bool:
    """Kill an erasure so long after it told of so many steps; False where it had ended before."""
    started = subprocess.Popen(
        (sys.executable, "-c", _MAIN, "erase", "--email", EMAIL, "--apply"),
        env=person.console.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    return is_killed_after(started, steps, seconds)


@pytest.mark.parametrize("step", range(1, _STEPS + 1))
def test_an_erasure_that_is_killed(
    made_world: World, erased: Erased, tmp_path: Path, step: int
) -> None:
    instants = random.Random(step)
    person = copy_of(made_world, tmp_path)

    assert killed(person, step, instants.uniform(0, 0.1))
    killed(person, step, instants.uniform(0, 0.3))
    report = person.erase("--email", EMAIL, "--apply")

    # The second one may have been at its end.
    assert report["status"] in {"erased", "already_erased"}
    assert report["is_clean"]
    assert person.findings() == ()
    assert person.capturer.landed() == erased.world.capturer.landed()
    assert [left for name in _LEFT for left in person.home.rglob(name)] == []
    completed = "select count(*), count(completed_at), count(certificate) from ops.erasures"
    assert person.capturer.rows(completed) == [(1, 1, 1)]
    assert len(list((person.home / "erasures").iterdir())) == 2
