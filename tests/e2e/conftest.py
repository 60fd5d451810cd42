"""The demo is run once for all end-to-end tests; they leave its home as they found it."""

from __future__ import annotations

import pytest
from demo_run import Demo, suitehouse


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """One run of the demo with 200 contacts, in a folder of its own."""
    home = tmp_path_factory.mktemp("demo") / "var"
    done = suitehouse(home, "demo", "--rows", "200")
    assert done.returncode == 0, done.stdout + done.stderr
    return Demo(home, done.stdout)
