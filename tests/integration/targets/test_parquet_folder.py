"""What a folder of Parquet files holds, byte by byte, and what whoever looks on may see."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow.parquet as pq
import pytest
import yaml
from deliveries import relation, shipment

from suitehouse.errors import (
    ConfigurationError,
    DiskFullError,
    TargetUnreachableError,
    WarehouseError,
)
from suitehouse.targets import _parquet_tables
from suitehouse.targets._parquet_versions import Versions
from suitehouse.targets.parquet import ParquetTarget, open_target
from suitehouse.targets.protocol import Column, Relation

TEXTS = relation((Column("id", "VARCHAR"), Column("text", "VARCHAR")))
MART = relation((Column("n", "BIGINT"),), schema="marts", name="people", key=())


PAGE = Path(__file__).parents[3] / "docs" / "how-to" / "parquet.md"
PEOPLE = Path(__file__).parents[3] / "warehouse_models" / "models" / "marts" / "people.yml"


@pytest.fixture
def target(tmp_path: Path) -> Iterator[ParquetTarget]:
    with closing(ParquetTarget(f"parquet:///{tmp_path}/data")) as opened:
        yield opened


def rows(count: int, text: str = "x") -> list[dict[str, Any]]:
    return [{"id": str(number), "text": text} for number in range(count)]


def files(target: ParquetTarget, of: Relation = TEXTS) -> list[Path]:
    return sorted((target.folder / of.schema / of.name).glob("*.parquet"))


def all_files(target: ParquetTarget) -> int:
    return sum(1 for path in target.folder.rglob("*.parquet") if not path.is_symlink())


def test_a_table_is_a_folder_that_plain_readers_read(target: ParquetTarget) -> None:
    target.deliver([shipment(rows(3), TEXTS), shipment([{"n": 7}], MART)])

    folder = target.folder / "marts" / "people"
    assert pd.read_parquet(folder).to_dict("records") == [{"n": 7}]
    assert pq.read_table(folder).column("n").to_pylist() == [7]
    found = duckdb.sql(
        f"select count(*) from '{target.folder}/landing/things/*.parquet'"
    ).fetchall()
    assert found == [(3,)]
    (file,) = files(target)
    assert pq.ParquetFile(file).metadata.row_group(0).column(0).compression == "ZSTD"


def test_a_manifest_tells_what_is_there(target: ParquetTarget) -> None:
    target.deliver([shipment(rows(3), TEXTS)])

    told = json.loads((target.folder / "manifest.json").read_text())

    assert told["version"] == 1
    assert told["tables"]["landing.things"]["files"] == {"0000-1.parquet": 3}
    assert told["tables"]["landing.things"]["receipt"]["rows"] == 3


def test_a_merge_writes_only_the_files_of_its_keys(
    target: ParquetTarget, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_parquet_tables, "_BUCKET_ROWS", 10)
    target.deliver([shipment(rows(100), TEXTS)])
    before = {path.stat().st_ino: path.name for path in files(target)}

    (cost,) = target.deliver(
        [shipment([{"id": "7", "text": "new"}], TEXTS, mode="merge", held=100)]
    )

    after = {path.stat().st_ino: path.name for path in files(target)}
    assert (len(before), len(after), len(before.keys() & after.keys())) == (10, 10, 9)
    assert set(before.values()).isdisjoint(after.values())
    assert (cost.rows, cost.statements) == (1, 1)
    assert target.read("select text, count(*) as n from landing.things group by 1 order by 1")[
        "n"
    ].to_pylist() == [1, 99]


def test_a_new_key_goes_where_it_will_be_found(
    target: ParquetTarget, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_parquet_tables, "_BUCKET_ROWS", 2)
    target.deliver([shipment(rows(9), TEXTS)])

    for number in range(2):
        fresh = [{"id": str(number), "text": "new"} for number in range(5, 15)]
        target.deliver([shipment(fresh, TEXTS, mode="merge", held=15, version=f"{number + 2} run")])

        assert target.totals(TEXTS).rows == 15
        assert len({path.name.partition("-")[0] for path in files(target)}) == 5


def test_nothing_of_an_old_version_stays(target: ParquetTarget) -> None:
    for number in range(3):
        target.deliver([shipment(rows(2), TEXTS, version=f"{number} run")])

        assert all_files(target) == 1
        assert len(list((target.folder / ".suitehouse" / "versions").iterdir())) == 1


def test_files_are_the_owners_alone(target: ParquetTarget) -> None:
    target.deliver([shipment(rows(2), TEXTS)])

    for path in (target.folder, *target.folder.rglob("*")):
        if not path.is_symlink():
            assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600), path


def test_a_crash_before_the_switch_leaves_the_old_version(
    target: ParquetTarget, monkeypatch: pytest.MonkeyPatch
) -> None:
    target.deliver([shipment(rows(2), TEXTS)])
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", _failing)
        patch.setattr(Versions, "clear", lambda *_: None)  # it was killed
        with pytest.raises(DiskFullError, match="make room"):
            target.deliver([shipment(rows(3), TEXTS, version="2 run-2")])

    assert target.receipts()["landing.things"].version == "1 run-1"
    assert target.totals(TEXTS).rows == 2
    assert all_files(target) == 2
    target.deliver([shipment(rows(3), TEXTS, version="2 run-2")])
    assert target.totals(TEXTS).rows == 3
    assert all_files(target) == 1


def test_a_plain_reader_sees_one_version_or_misses_a_file(
    target: ParquetTarget, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_parquet_tables, "_BUCKET_ROWS", 5)
    target.deliver([shipment(rows(20, "0"), TEXTS)])
    seen: set[tuple[int, int]] = set()
    is_over = threading.Event()

    def look() -> None:
        with duckdb.connect() as work:
            path = f"{target.folder}/landing/things/*.parquet"
            query = f"select count(*), count(distinct text) from read_parquet('{path}')"
            while not is_over.is_set():
                try:
                    seen.update(work.execute(query).fetchall())
                except duckdb.IOException:
                    continue

    readers = [threading.Thread(target=look) for _ in range(2)]
    for reader in readers:
        reader.start()
    for number in range(1, 9):
        several = rows(20 if number % 2 else 3, str(number))
        mode = "replace" if number % 2 else "merge"
        target.deliver([shipment(several, TEXTS, mode=mode, held=20, version=f"{number} run")])
    is_over.set()
    for reader in readers:
        reader.join()

    assert {count for count, _ in seen} == {20}
    assert {texts for _, texts in seen} <= {1, 2}


def test_a_second_deliverer_is_told_to_wait(target: ParquetTarget) -> None:
    target.deliver([shipment(rows(2), TEXTS)])
    with target._versions.locked():
        with pytest.raises(TargetUnreachableError, match="another process"):
            ParquetTarget(f"parquet://{target.folder}").deliver([shipment(rows(1), TEXTS)])

        assert target.totals(TEXTS).rows == 2


def test_a_folder_of_somebody_else_is_left_alone(target: ParquetTarget) -> None:
    mine = target.folder / "landing" / "budget.parquet"
    mine.parent.mkdir(parents=True)
    mine.write_text("mine")

    with pytest.raises(WarehouseError, match="did not deliver"):
        target.deliver([shipment(rows(2), TEXTS)])

    assert mine.read_text() == "mine"


def test_a_removed_link_is_made_anew_by_the_next_delivery(target: ParquetTarget) -> None:
    target.deliver([shipment(rows(2), TEXTS)])
    (target.folder / "landing").unlink()

    assert target.receipts() == {}

    target.deliver([shipment(rows(2), TEXTS)])
    assert set(target.receipts()) == {"landing.things"}
    assert len(files(target)) == 1


@pytest.mark.parametrize("leads_to", ["elsewhere", "landing"])
def test_a_link_that_leads_elsewhere_is_named(target: ParquetTarget, leads_to: str) -> None:
    target.deliver([shipment(rows(2), TEXTS)])
    (target.folder / "landing").unlink()
    (target.folder / "landing").symlink_to(leads_to)

    assert target.receipts() == {}

    with pytest.raises(WarehouseError, match="did not deliver; move it away"):
        target.deliver([shipment(rows(2), TEXTS)])
    assert (target.folder / "landing").readlink() == Path(leads_to)


@pytest.mark.parametrize("text", ["", '{"ver', "[]", '{"version": 1}'])
def test_a_manifest_that_cannot_be_read_says_what_to_move_away(
    target: ParquetTarget, text: str
) -> None:
    target.deliver([shipment(rows(1), TEXTS)])
    (target.folder / "manifest.json").write_text(text)

    with pytest.raises(WarehouseError, match="move the folder away"):
        target.receipts()


def test_a_file_in_the_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("theirs")
    target = ParquetTarget(f"parquet:///{tmp_path}/file")

    with pytest.raises(WarehouseError, match="is a file"):
        target.deliver([shipment(rows(1), TEXTS)])


def test_a_full_disk_of_temporary_files_is_not_taken_for_that_of_the_folder() -> None:
    with pytest.raises(DiskFullError, match="set TMPDIR"), _parquet_tables.staging_faults():
        raise duckdb.IOException("Could not write file: No space left on device")


@pytest.mark.parametrize("name", ["a/b", "..", "x" * 256, "back\\slash"])
def test_a_name_that_cannot_be_a_folder_is_refused(target: ParquetTarget, name: str) -> None:
    with pytest.raises(ConfigurationError, match="one of a folder"):
        target.deliver([shipment([], relation(TEXTS.columns[:2], name=name))])


@pytest.mark.parametrize("url", ["parquet+s3://bucket/path", "parquet://", "parquet:///"])
def test_what_is_no_local_folder_is_refused(url: str) -> None:
    with pytest.raises(ConfigurationError, match="local folder"):
        open_target(url)


def _failing(*_: object) -> None:
    raise OSError(28, "No space left on device")


def test_the_query_of_the_page_runs_on_the_mart_it_names(target: ParquetTarget) -> None:
    (model,) = yaml.safe_load(PEOPLE.read_text(encoding="utf-8"))["models"]
    columns = tuple(Column(each["name"], "VARCHAR") for each in model["columns"])
    target.deliver([shipment([], relation(columns, schema="marts", name="people", key=()))])
    (sql,) = re.findall(r"```sql\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)

    assert duckdb.sql(sql.replace("/srv/warehouse", str(target.folder))).fetchall() == []
