"""A pass that is killed at any instant and run again ends where an unbroken one does."""

from __future__ import annotations

from pathlib import Path

import pytest
from genuine import journal, replay
from killing import Command, kill_again_and_again, landed_and_history

pytestmark = pytest.mark.integration

# Most tables of the genuine database have more rows, and its largest some 20 parts.
IN_PARTS = "[capture]\nresumable_rows = 40\nsmall_table_rows = 20\nbatch_bytes = 65536\n"


def test_a_first_load_that_is_killed(genuine_url: str, tmp_path: Path) -> None:
    load = Command(genuine_url, "capture")

    kill_again_and_again(load, landed_and_history, None, tmp_path, seed=1)


def test_a_first_load_in_parts_that_is_killed(genuine_url: str, tmp_path: Path) -> None:
    (tmp_path / "suitehouse.toml").write_text(IN_PARTS, encoding="utf-8")
    load = Command(genuine_url, "capture")

    kill_again_and_again(load, landed_and_history, None, tmp_path, seed=3)


def test_a_pass_over_changes_that_is_killed(genuine_copy: str, tmp_path: Path) -> None:
    one_pass = Command(genuine_copy, "capture")
    base = tmp_path / "base"
    one_pass.complete(base)
    replay(genuine_copy, journal())

    kill_again_and_again(one_pass, landed_and_history, base, tmp_path, seed=2)
