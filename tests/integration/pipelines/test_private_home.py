"""Whatever a run leaves in its home is the owner's alone, whoever's code made it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from console import Console

pytestmark = pytest.mark.integration


@pytest.fixture
def open_umask() -> Iterator[None]:
    """The usual umask, with which everybody may read what is made."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.mark.usefixtures("open_umask")
def test_every_file_and_folder_is_private_after_a_run(genuine_url: str, tmp_path: Path) -> None:
    console = Console(genuine_url, tmp_path / "home")

    # Exports are missing, so the run ends with that check failed; all else was done.
    ran = console("run", "--tables", "accounts,contacts,users", timeout=230)

    assert (console.home / "published" / "suitehouse.duckdb").exists(), ran.stderr
    tree = [console.home, *console.home.rglob("*")]
    modes = {
        str(path.relative_to(tmp_path)): oct(path.stat().st_mode & 0o777)
        for path in tree
        if path.stat().st_mode & 0o077 and not path.is_symlink()
    }
    assert modes == {}
    for part in ("dagster", "dbt/last_build.json", "logs", "published", "quality", "writer.lock"):
        assert (console.home / part).exists(), part
