"""What cannot be delivered to is refused before anything is read."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from suitehouse.delivery.configured import check_targets
from suitehouse.errors import ConfigurationError
from suitehouse.settings import Settings
from suitehouse.targets.opening import open_target
from suitehouse.targets.protocol import Relation


def settings(url: str, home: Path) -> Settings:
    return Settings(warehouse_url=url, home=home, _env_file=None)  # type: ignore[call-arg]


@pytest.mark.parametrize(
    "url",
    [
        "duckdb:///{home}/w.duckdb duckdb:///{home}/w.duckdb",
        "duckdb:///{home}/w.duckdb duckdb:///{home}/../{name}/w.duckdb",
        "parquet:///{home}/files duckdb:///{home}/warehouse.duckdb",
        "parquet:///{home}/files duckdb:///{home}/published/suitehouse.duckdb",
    ],
)
def test_our_own_files_are_no_warehouses_to_deliver_to(url: str, tmp_path: Path) -> None:
    named = url.format(home=tmp_path, name=tmp_path.name)

    with pytest.raises(ConfigurationError, match="is our own file"):
        check_targets(settings(named, tmp_path))


def test_another_file_is_one(tmp_path: Path) -> None:
    check_targets(
        settings(f"duckdb:///{tmp_path}/w.duckdb duckdb:///{tmp_path}/o.duckdb", tmp_path)
    )


def test_looking_at_a_file_that_is_not_there_makes_none(tmp_path: Path) -> None:
    with closing(open_target(f"duckdb:///{tmp_path}/new/o.duckdb")) as target:
        assert target.receipts() == {}
        assert target.totals(Relation("landing", "x", ())).rows == 0

    assert not list(tmp_path.iterdir())
