"""A CRM of one table that is large enough for passes to follow stamps, swept in small buckets."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from captures import Capturer
from tiny_crm import captured_tiny_crm, run

from suitehouse.settings import CapturePolicy

ROWS = 60
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
def swept(mariadb: Any, tmp_path: Path) -> Capturer:
    """Sixty contacts with stamps a minute apart, the last at noon, captured; a bucket has seven."""
    crm = captured_tiny_crm(mariadb, tmp_path)
    rows = ", ".join(
        f"('row-{n:03}', 'v{n}', '2026-11-25 {10 + n // 60:02}:{n % 60:02}:00', 0)"
        for n in range(ROWS - 1)
    )
    run(
        mariadb,
        crm.url,
        "delete from contacts",
        f"insert into contacts values {rows}, ('row-059', 'v59', '2026-11-25 12:00:00', 0)",
    )
    policy = CapturePolicy(
        small_table_rows=0,
        compare_budget_seconds=0,  # or passes would read whole what sweeps found misses in
        sweep_bucket_rows=7,
        removal_guard_rows=2,
        attempts=3,
    )
    capturer = Capturer(crm.url, tmp_path / "swept.duckdb", policy=policy, now=NOW)
    capturer.run("contacts")
    return capturer
