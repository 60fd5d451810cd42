"""A sweep that is killed at any instant and run again ends where an unbroken one does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from captures import Capturer
from genuine import journal, replay
from killing import Command, kill_again_and_again, landed_and_history

pytestmark = pytest.mark.integration

# Passes leave to the sweep what stamps do not show, and most tables have several buckets.
LEFT_TO_SWEEPS = (
    "[capture]\nsmall_table_rows = 0\ncompare_budget_seconds = 0\nsweep_bucket_rows = 50\n"
)


def test_a_sweep_that_is_killed(genuine_copy: str, tmp_path: Path) -> None:
    (tmp_path / "suitehouse.toml").write_text(LEFT_TO_SWEEPS, encoding="utf-8")
    base = tmp_path / "base"
    one_pass = Command(genuine_copy, "capture")
    one_pass.complete(base)
    operations = list(journal())
    half = len(operations) // 2
    replay(genuine_copy, operations[:half])
    one_pass.complete(base)
    replay(genuine_copy, operations[half:])

    kill_again_and_again(Command(genuine_copy, "sweep"), healed, base, tmp_path, seed=4)


def healed(capturer: Capturer) -> dict[str, Any]:
    """What a sweep leaves: landing and history; each miss is noted once."""
    misses = capturer.rows("select table_name, row_key, count(*) from ops.misses group by all")
    assert misses
    assert {count for *_, count in misses} == {1}
    assert capturer.rows("select * from ops.sweep_gone") == []
    assert capturer.rows("select * from ops.sweep_positions where position is not null") == []
    return landed_and_history(capturer)
