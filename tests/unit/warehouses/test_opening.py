"""The first URL names the writer where it is a duckdb:// one; every other one is supplied."""

from __future__ import annotations

from pathlib import Path

import pytest

from suitehouse.settings import Settings
from suitehouse.targets.opening import open_target
from suitehouse.targets.parquet import ParquetTarget
from suitehouse.warehouses.duckdb import DuckDbWarehouse
from suitehouse.warehouses.opening import open_configured, target_urls, writer_path


def settings(url: str | None, home: Path = Path("home")) -> Settings:
    return Settings(home=home, warehouse_url=url, _env_file=None)  # type: ignore[call-arg]


@pytest.mark.parametrize("slashes", ["://", ":///"])
def test_a_duckdb_url_names_the_writers_file(tmp_path: Path, slashes: str) -> None:
    open_configured(settings(f"duckdb{slashes}{tmp_path}/w.duckdb")).close()

    assert (tmp_path / "w.duckdb").exists()


def test_without_a_url_the_default_file_is_opened(tmp_path: Path) -> None:
    warehouse = open_configured(settings(None, tmp_path / "home"))
    warehouse.close()

    assert isinstance(warehouse, DuckDbWarehouse)
    assert warehouse.path == tmp_path / "home" / "warehouse.duckdb"


@pytest.mark.parametrize(
    ("url", "supplied"),
    [
        (None, ()),
        ("duckdb:///w.duckdb", ()),
        ("postgresql://host/db", ("postgresql://host/db",)),
        ("duckdb:///w.duckdb  postgresql://host/db", ("postgresql://host/db",)),
        ("postgresql://a/b duckdb:///c", ("postgresql://a/b", "duckdb:///c")),
        ("env:URL snowflake://x", ("env:URL", "snowflake://x")),
    ],
)
def test_what_is_not_the_writer_is_supplied(url: str | None, supplied: tuple[str, ...]) -> None:
    assert target_urls(settings(url)) == supplied


def test_a_target_alone_leaves_the_writer_under_home(tmp_path: Path) -> None:
    path = writer_path(settings("postgresql://host/db", tmp_path))

    assert path == tmp_path / "warehouse.duckdb"


def test_a_path_with_spaces_is_written_as_in_any_url(tmp_path: Path) -> None:
    url = f"duckdb:///{tmp_path}/my%20file.duckdb parquet:///{tmp_path}/%C3%BCber"

    assert writer_path(settings(url, tmp_path)) == tmp_path / "my file.duckdb"
    folder = open_target(target_urls(settings(url, tmp_path))[0])
    assert isinstance(folder, ParquetTarget)
    assert folder.folder == tmp_path / "über"
