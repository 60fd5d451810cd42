"""A warehouse is opened by its URL's scheme."""

from __future__ import annotations

from pathlib import Path

import pytest

from suitehouse.errors import ConfigurationError
from suitehouse.warehouses.duckdb import DuckDbWarehouse
from suitehouse.warehouses.opening import open_warehouse


@pytest.mark.parametrize("slashes", ["://", ":///"])
def test_a_duckdb_url_names_a_file(tmp_path: Path, slashes: str) -> None:
    warehouse = open_warehouse(f"duckdb{slashes}{tmp_path}/w.duckdb", Path("unused"))
    warehouse.close()

    assert (tmp_path / "w.duckdb").exists()


def test_without_a_url_the_default_file_is_opened(tmp_path: Path) -> None:
    warehouse = open_warehouse(None, tmp_path / "home" / "w.duckdb")
    warehouse.close()

    assert isinstance(warehouse, DuckDbWarehouse)
    assert warehouse.path == tmp_path / "home" / "w.duckdb"


@pytest.mark.parametrize("url", ["oracle://host/db", "protocol://x", "opening://x", "plain"])
def test_a_scheme_that_no_target_reads_is_refused(url: str) -> None:
    with pytest.raises(ConfigurationError, match="duckdb://"):
        open_warehouse(url, Path("unused"))
