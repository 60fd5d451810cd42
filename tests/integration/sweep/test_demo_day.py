"""A working day at the demo company: captured, swept, and equal in every table."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from captures import Capturer

from suitehouse.demo.company import build_company
from suitehouse.demo.mutations import mutate
from suitehouse.settings import CapturePolicy

pytestmark = pytest.mark.integration

BUILT_AT = datetime(2026, 11, 25, 8, tzinfo=UTC)


def test_every_kind_of_change_is_healed_and_proven(mariadb: Any, tmp_path: Path) -> None:
    url = mariadb.fresh_database()
    policy = CapturePolicy(
        small_table_rows=0, compare_budget_seconds=0, sweep_bucket_rows=50, removal_guard_pct=60
    )
    crm = Capturer(url, tmp_path / "w.duckdb", policy=policy, now=BUILT_AT)
    with mariadb.connect(url) as connection:
        build_company(connection, rows=300, seed=7, clock=lambda: BUILT_AT)
        crm.run()
        crm.now = BUILT_AT + timedelta(hours=4)
        mutate(connection, 7, clock=lambda: crm.now)
    crm.run()
    assert {found.verdict for found in crm.verify()} == {"equal", "different"}

    report = crm.sweep()

    assert {found.verdict for found in crm.verify()} == {"equal"}
    found = {reason for row in report.tables for reason, count in row.reasons.items() if count}
    assert {"backdated", "unstamped_update", "hard_deleted"} <= found
    assert crm.sweep().healed == 0
