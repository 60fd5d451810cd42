"""What can go wrong with a user's warehouse: one plain sentence, and rows as they were."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from captures import Capturer
from genuine import IN_CI
from tiny_crm import ROWS, refused, run

from suitehouse.errors import BusyError, DiskFullError, KeyMaterialError, WarehouseError
from suitehouse.operations.lock import writer_lock
from suitehouse.privacy.keys import MaskingKey
from suitehouse.warehouses.duckdb import DuckDbWarehouse

pytestmark = pytest.mark.integration
needs_root = pytest.mark.skipif(
    os.geteuid() != 0 and not IN_CI, reason="mounting a small disk needs root, as CI has"
)


def test_a_second_writer_is_told_who_the_first_is(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from suitehouse.operations.lock import writer_lock\n"
        "with writer_lock(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(BusyError) as raised, writer_lock(tmp_path):
            raise AssertionError("two writers")
        assert holder.stdin is not None
        holder.stdin.close()

    assert str(holder.pid) in str(raised.value)
    with writer_lock(tmp_path):
        pass


def test_a_warehouse_that_another_process_has_open(crm: Capturer) -> None:
    code = (
        "import duckdb, sys; connection = duckdb.connect(sys.argv[1])\n"
        "print('held', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(crm.path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(BusyError) as raised:
            crm.run()
        assert holder.stdin is not None
        holder.stdin.close()

    assert str(holder.pid) in str(raised.value)


def test_a_file_that_is_no_warehouse(crm: Capturer, tmp_path: Path) -> None:
    stranger = tmp_path / "stranger.duckdb"
    stranger.write_bytes(b"not a database, but long enough to be looked at" * 500)

    with pytest.raises(WarehouseError, match="not a DuckDB file"):
        replace(crm, path=stranger).run()

    assert stranger.read_bytes().startswith(b"not a database")


def test_a_folder_that_cannot_be_made(crm: Capturer, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(WarehouseError, match="SUITEHOUSE_HOME"):
        replace(crm, path=tmp_path / "file" / "w.duckdb").run()


def test_verify_without_a_warehouse_says_what_to_do(crm: Capturer, tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="suitehouse capture"):
        replace(crm, path=tmp_path / "none.duckdb").verify()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """Makes file systems of so many MiB; needs root, as CI has."""
    mounted: list[Path] = []

    def mount(size_mib: int) -> Path:
        folder = tmp_path / f"disk-{len(mounted)}"
        folder.mkdir()
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size_mib}m", "tmpfs", str(folder)], check=True
        )
        mounted.append(folder)
        return folder

    yield mount
    for folder in mounted:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@needs_root
def test_a_full_disk_rolls_the_table_back(
    crm: Capturer, mariadb: Any, small_disk: Callable[[int], Path]
) -> None:
    path = small_disk(6) / "w.duckdb"
    path.write_bytes(crm.path.read_bytes())
    full = replace(crm, path=path)
    run(
        mariadb,
        crm.url,
        "insert into contacts select uuid(), sha2(uuid(), 512), now(), 0 from seq_1_to_200000",
    )

    with refused(DiskFullError, full, str(path), "Make room"):
        full.run("contacts")

    full.verify("accounts")


@needs_root
def test_a_disk_too_full_to_close_the_file_keeps_the_rows_in_its_log(
    genuine_url: str, tmp_path: Path, small_disk: Callable[[int], Path]
) -> None:
    full = Capturer(genuine_url, small_disk(8) / "w.duckdb")

    for _ in range(2):
        with pytest.raises(DiskFullError, match=r"w\.duckdb.* is full"):
            full.run()

    roomy = replace(full, path=tmp_path / "w.duckdb")
    for file in full.path.parent.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    assert {verdict.verdict for verdict in roomy.verify()} == {"equal"}


@needs_root
def test_publishing_to_a_full_disk_keeps_the_old_copy(
    crm: Capturer, small_disk: Callable[[int], Path]
) -> None:
    published = small_disk(2) / "published" / "suitehouse.duckdb"
    published.parent.mkdir()
    published.write_bytes(b"yesterday")

    with pytest.raises(DiskFullError), crm.open() as warehouse:
        warehouse.publish(published)

    assert published.read_bytes() == b"yesterday"
    assert [path.name for path in published.parent.iterdir()] == [published.name]


def test_a_published_copy_replaces_the_old_one_and_can_be_read_beside_the_writer(
    crm: Capturer, tmp_path: Path
) -> None:
    published = tmp_path / "published" / "suitehouse.duckdb"

    with crm.open() as writer:
        writer.publish(published)
        writer.publish(published)
        with DuckDbWarehouse(published, access="read") as reader:
            count = reader.read("select count(*) as n from landing.contacts").to_pylist()

    assert count == [{"n": ROWS}]
    assert published.stat().st_mode & 0o777 == 0o600
    assert crm.path.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in published.parent.iterdir()] == [published.name]


def test_where_files_are_links_what_they_lead_to_is_replaced(crm: Capturer, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    published = tmp_path / "published" / "suitehouse.duckdb"
    published.parent.mkdir()
    published.symlink_to(disk / published.name)
    (disk / published.name).write_bytes(b"yesterday")
    crm.path.rename(disk / crm.path.name)
    crm.path.symlink_to(disk / crm.path.name)
    before = (disk / crm.path.name).stat().st_ino

    with DuckDbWarehouse(crm.path) as writer:
        writer.rewrite()
        writer.publish(published)

    assert crm.path.is_symlink()
    assert published.is_symlink()
    assert (disk / crm.path.name).stat().st_ino != before
    assert (disk / published.name).read_bytes() != b"yesterday"
    assert len([*disk.iterdir()]) == 2


def test_who_may_read_a_published_copy_may_read_the_next(crm: Capturer, tmp_path: Path) -> None:
    published = tmp_path / "published" / "suitehouse.duckdb"

    with crm.open() as writer:
        writer.publish(published)
        published.chmod(0o640)
        writer.publish(published)

    assert published.stat().st_mode & 0o777 == 0o640


def test_another_masking_key_is_refused_before_anything_is_written(crm: Capturer) -> None:
    other = MaskingKey(bytes(range(32, 64)))

    with refused(KeyMaterialError, crm, crm.key.key_id, other.key_id, "SUITEHOUSE_MASKING_KEY"):
        replace(crm, key=other).run()

    assert len(crm.rows("select * from ops.runs")) == 1


def test_a_table_that_cannot_be_prepared_keeps_the_others_going(
    crm: Capturer, mariadb: Any
) -> None:
    with crm.open() as warehouse:
        warehouse.read("drop table landing.contacts")
        warehouse.read("create view landing.contacts as select 1 as id")
    run(mariadb, crm.url, "insert into accounts values ('new', 'n', '2026-11-26', 0)")

    with pytest.raises(WarehouseError, match=r"preparing landing\.contacts"):
        crm.run("accounts", "contacts", "users")

    assert crm.rows("select count(*) from landing.accounts") == [(ROWS + 1,)]


def test_a_table_that_cannot_be_written_keeps_the_others_going(crm: Capturer, mariadb: Any) -> None:
    with crm.open() as warehouse:
        warehouse.read("create unique index odd on landing.contacts (last_name)")
    run(
        mariadb,
        crm.url,
        "update users set deleted = 1 where id = 'users-1'",
        "update contacts set last_name = 'v2' where id = 'contacts-1'",
    )
    before = crm.landed()["contacts"]

    with pytest.raises(WarehouseError, match="ConstraintException"):
        crm.run()

    assert crm.landed()["contacts"] == before
    assert crm.rows("select deleted from landing.users where id = 'users-1'") == [(True,)]
    with crm.open() as warehouse:
        warehouse.read("drop index landing.odd")
    assert crm.run().changed_tables == ("contacts",)
