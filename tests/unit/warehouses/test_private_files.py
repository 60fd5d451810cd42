"""Nobody but the owner reads what is not yet checked, wherever DuckDB keeps it meanwhile."""

from __future__ import annotations

import os
from pathlib import Path

from suitehouse.warehouses.duckdb import DuckDbWarehouse


def test_the_log_beside_the_file_is_private_too(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    before = os.umask(0o022)
    try:
        with DuckDbWarehouse(path) as warehouse:
            warehouse.read("checkpoint")
            warehouse.read("create table landing.things as select 1 as id")

            modes = {file.name: file.stat().st_mode & 0o777 for file in tmp_path.iterdir()}
        after = os.umask(0o022)
    finally:
        os.umask(before)

    assert modes == {"w.duckdb": 0o600, "w.duckdb.wal": 0o600}
    assert after == 0o022
