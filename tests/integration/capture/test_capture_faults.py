"""What can go wrong at a user's: one plain sentence, the exit status, and a warehouse as it was."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from captures import Capturer

from suitehouse.contracts.model import TableContract
from suitehouse.errors import (
    BusyError,
    ConfigurationError,
    DiskFullError,
    KeyMaterialError,
    NotSuiteCrmError,
    RemovalGuardError,
    SourceError,
    SourceRefusedError,
    SourceUnreachableError,
    SuitehouseError,
    WarehouseError,
)
from suitehouse.operations.lock import writer_lock
from suitehouse.privacy.keys import MaskingKey
from suitehouse.settings import CapturePolicy
from suitehouse.source import packets
from suitehouse.source.snapshot import SourceSnapshot, open_snapshot
from suitehouse.warehouses.duckdb import DuckDbWarehouse

pytestmark = pytest.mark.integration

TABLES = {
    "accounts": "id char(36) primary key, name varchar(150), date_modified datetime, deleted "
    "tinyint(1)",
    "contacts": "id char(36) primary key, last_name varchar(100), date_modified datetime, "
    "deleted tinyint(1)",
    "users": "id char(36) primary key, status varchar(100), date_modified datetime, deleted "
    "tinyint(1)",
}
ROWS = 10


@pytest.fixture
def crm(mariadb: Any, tmp_path: Path) -> Capturer:
    """A tiny CRM of an older schema, captured once."""
    url = mariadb.fresh_database()
    run(
        mariadb,
        url,
        *(f"create table {table} ({columns})" for table, columns in TABLES.items()),
        *(
            f"insert into {table} values ('{table}-{n}', 'v{n}', '2026-11-25 07:00:0{n}', 0)"
            for table in TABLES
            for n in range(ROWS)
        ),
    )
    capturer = Capturer(url, tmp_path / "w.duckdb", policy=CapturePolicy(attempts=3))
    capturer.run()
    return capturer


def run(mariadb: Any, url: str, *statements: str) -> None:
    with mariadb.connect(url) as connection, connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@contextmanager
def refused(kind: type[SuitehouseError], capturer: Capturer, *mentions: str) -> Iterator[None]:
    """Expect exactly this error, a one-line message that mentions things, and unchanged landing."""
    before = capturer.landed()
    with pytest.raises(kind) as raised:
        yield
    message = str(raised.value)
    assert type(raised.value) is kind
    assert "\n" not in message
    for mention in mentions:
        assert mention in message
    assert capturer.landed() == before


def user(mariadb: Any, url: str, name: str, *grants: str) -> str:
    """Make a user with a password and these grants; return the URL that it connects with."""
    database = url.partition("?")[0].rpartition("/")[2]
    run(
        mariadb,
        url,
        f"create or replace user {name}@localhost identified by 'hunter2'",
        *(f"grant select on `{database}`.{grant} to {name}@localhost" for grant in grants),
    )
    return url.replace("root@", f"{name}:hunter2@")


def test_no_server(crm: Capturer) -> None:
    nowhere = replace(crm, url="mysql+pymysql://root@localhost/crm?unix_socket=/tmp/none.sock")

    with refused(SourceUnreachableError, crm, "/tmp/none.sock", "SUITEHOUSE_SOURCE_URL"):
        nowhere.run()

    assert [int(wait) for wait in crm.waits] == [1, 2], "tried three times"


def test_wrong_password(crm: Capturer, mariadb: Any) -> None:
    url = user(mariadb, crm.url, "wrongly", "*").replace("hunter2", "mistaken")

    with refused(SourceRefusedError, crm, "'wrongly'", "password"):
        replace(crm, url=url).run()

    assert crm.waits == [], "a refusal is final"


def test_unknown_database(crm: Capturer) -> None:
    url = crm.url.replace("/test_", "/nothing_")

    with refused(SourceRefusedError, crm, "nothing_"):
        replace(crm, url=url).run()


def test_a_database_that_is_not_suitecrms(crm: Capturer, mariadb: Any) -> None:
    url = mariadb.fresh_database()
    run(mariadb, url, "create table posts (id int)", "create table users (id int)")

    with refused(NotSuiteCrmError, crm, "accounts, contacts", "SUITEHOUSE_SOURCE_URL"):
        replace(crm, url=url).run()


def test_no_select_on_one_table_lets_the_others_go_on(crm: Capturer, mariadb: Any) -> None:
    url = user(mariadb, crm.url, "partly", "accounts", "users")
    database = crm.url.partition("?")[0].rpartition("/")[2]
    run(mariadb, crm.url, "insert into accounts values ('new', 'n', '2026-11-26', 0)")
    contacts = crm.rows("select * from landing.contacts order by id")

    with pytest.raises(SourceRefusedError) as raised:
        replace(crm, url=url).run("accounts", "contacts", "users")

    assert f"GRANT SELECT ON `{database}`.`contacts` TO 'partly'" in str(raised.value)
    assert crm.rows("select count(*) from landing.accounts") == [(ROWS + 1,)]
    assert crm.rows("select * from landing.contacts order by id") == contacts
    recorded = crm.rows("select status, error from ops.runs where run_id = 'pass-2'")
    assert recorded == [("failed", "SourceRefusedError")]


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


def test_decimals_that_only_mysql_knows_keep_no_table_back(crm: Capturer, mariadb: Any) -> None:
    run(
        mariadb,
        crm.url,
        "create table aos_products_quotes (id char(36) primary key, product_qty decimal(40,10), "
        "deleted tinyint(1))",
        "insert into aos_products_quotes values ('small', 1.0123456789, 0), ('large', 1e29, 0)",
    )

    load = crm.run("aos_products_quotes").loads[0]

    rates = crm.rows("select id, product_qty from landing.aos_products_quotes order by id desc")
    assert rates == [("small", Decimal("1.0123456789")), ("large", None)]
    assert load.unreadable_values == 1
    noted = crm.rows("select action from ops.schema_changes where column_name = 'product_qty'")
    assert "38 digits" in noted[0][0]


def test_an_older_schema_lands_what_it_has(crm: Capturer) -> None:
    # The fixture's tables lack most columns of their contracts, and most tables are not there.
    rows = crm.rows(
        "select id, title, _digest is not null from landing.contacts where id like '%-0'"
    )
    report = crm.run()

    assert rows == [("contacts-0", None, True)]
    assert "leads" in report.absent_tables
    missing = crm.rows(
        "select count(*) from ops.schema_changes where table_name = 'contacts' and change = "
        "'missing'"
    )
    assert missing[0][0] > 30
    assert {found.verdict for found in crm.verify()} == {"equal"}


def test_a_column_that_appears_later_is_read_for_every_row(crm: Capturer, mariadb: Any) -> None:
    run(mariadb, crm.url, "alter table accounts add industry varchar(50) default 'Energy'")

    report = crm.run("accounts")

    assert report.loads[0].rows_changed == ROWS
    assert crm.rows("select distinct industry from landing.accounts") == [("Energy",)]


def test_another_masking_key_is_refused_before_anything_is_written(crm: Capturer) -> None:
    other = MaskingKey(bytes(range(32, 64)))

    with refused(KeyMaterialError, crm, crm.key.key_id, other.key_id, "SUITEHOUSE_MASKING_KEY"):
        replace(crm, key=other).run()

    assert len(crm.rows("select * from ops.runs")) == 1


def test_a_table_without_a_contract(crm: Capturer) -> None:
    with refused(ConfigurationError, crm, "'contact'", "Did you mean 'contacts'?"):
        crm.run("contact")


def test_too_many_rows_gone_keeps_the_old_ones(crm: Capturer, mariadb: Any) -> None:
    strict = replace(crm, policy=CapturePolicy(removal_guard_rows=2))
    run(mariadb, crm.url, "delete from contacts where id > 'contacts-6'")

    with refused(RemovalGuardError, crm, "3 of the 10 rows of landing.contacts", "20%"):
        strict.run()


def test_a_handful_of_rows_may_go_from_a_tiny_table(crm: Capturer, mariadb: Any) -> None:
    run(mariadb, crm.url, "delete from contacts where id > 'contacts-6'")

    assert crm.run("contacts").loads[0].rows_removed == 3
    assert crm.verify("contacts")[0].verdict == "equal"


def test_rows_that_are_gone_become_tombstones_and_return(crm: Capturer, mariadb: Any) -> None:
    removed = (
        "select id, _removed_reason, _removed_at is not null from landing.contacts "
        "where _removed_at is not null"
    )
    run(mariadb, crm.url, "delete from contacts where id = 'contacts-3'")

    load = crm.run("contacts").loads[0]

    assert (load.mode, load.rows_removed, load.landing_rows) == ("compare", 1, ROWS - 1)
    assert crm.rows(removed) == [("contacts-3", "hard_deleted", True)]
    assert crm.verify("contacts")[0].verdict == "equal"

    run(
        mariadb,
        crm.url,
        "insert into contacts values ('contacts-3', 'v3', '2026-11-25 07:00:03', 0)",
    )
    load = crm.run("contacts").loads[0]

    assert (load.rows_changed, load.landing_rows) == (1, ROWS)
    assert crm.rows(removed) == []


def test_a_treatment_that_changes_reaches_every_row_and_tombstone(
    crm: Capturer, mariadb: Any
) -> None:
    open_names = {"treatment": "keep", "class": "none"}
    before = replace(crm, contracts=changed(crm, "contacts", "last_name", **open_names))
    before.run("contacts")
    run(mariadb, crm.url, "delete from contacts where id = 'contacts-3'")
    before.run("contacts", full=True)
    names = "select id, last_name from landing.contacts order by id"
    assert before.rows(names)[3] == ("contacts-3", "v3")

    report = replace(crm, passes=10).run("contacts")

    assert report.loads[0].rows_changed == ROWS - 1
    landed = dict(crm.rows(names))
    assert landed.pop("contacts-3") is None
    assert all(name.startswith("name:") for name in landed.values())


def changed(crm: Capturer, table: str, column: str, **facts: str) -> dict[str, TableContract]:
    """The contracts with one column treated otherwise."""
    facts_of = crm.contracts[table].model_dump(by_alias=True)
    for each in facts_of["columns"]:
        if each["name"] == column:
            each.update(facts)
    return {**crm.contracts, table: TableContract.model_validate(facts_of)}


def test_a_row_that_is_too_long_keeps_only_its_table_back(
    crm: Capturer, mariadb: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packets, "LONGEST_ROW_BYTES", 1 << 24)
    run(
        mariadb,
        crm.url,
        "alter table accounts modify name longtext",
        f"insert into accounts values ('long', repeat('x', {(1 << 24) + 9}), '2026-11-26', 0)",
        "insert into contacts values ('new', 'n', '2026-11-26', 0)",
    )

    with pytest.raises(SourceError, match="'accounts' holds a row of more than"):
        crm.run("accounts", "contacts")

    assert crm.rows("select count(*) from landing.accounts") == [(ROWS,)]
    assert crm.rows("select count(*) from landing.contacts") == [(ROWS + 1,)]


def test_rows_that_were_soft_deleted_first_do_not_count_for_the_guard(
    crm: Capturer, mariadb: Any
) -> None:
    run(
        mariadb,
        crm.url,
        "update contacts set deleted = 1, date_modified = '2026-11-26' where id > 'contacts-4'",
    )
    crm.run("contacts")
    run(mariadb, crm.url, "delete from contacts where deleted = 1")

    assert crm.run("contacts", full=True).loads[0].rows_removed == 5


def test_a_truncated_source_is_refused(crm: Capturer, mariadb: Any) -> None:
    run(
        mariadb,
        crm.url,
        "insert into contacts values ('x', 'x', '2026-11-25', 1), ('y', 'y', '2026-11-25', 1)",
    )
    crm.run("contacts")
    run(mariadb, crm.url, "truncate table contacts")

    # The live rows alone would be few enough to go.
    with refused(RemovalGuardError, crm, "10 of the 10 rows of landing.contacts"):
        crm.run()


def test_a_key_that_changes_its_case_stays_one_row(crm: Capturer, mariadb: Any) -> None:
    run(
        mariadb,
        crm.url,
        "update contacts set id = 'CONTACTS-1', date_modified = '2026-11-26' where id = "
        "'contacts-1'",
    )

    crm.run("contacts")

    rows = crm.rows("select id from landing.contacts where lower(id) = 'contacts-1'")
    assert rows == [("CONTACTS-1",)]


@pytest.mark.parametrize("deleted", [False, True])
def test_a_key_that_landing_has_twice_is_one_row_after_a_comparison(
    crm: Capturer, mariadb: Any, *, deleted: bool
) -> None:
    with crm.open() as warehouse:
        warehouse.read(
            "insert into landing.contacts from landing.contacts where id >= 'contacts-8'"
        )
        warehouse.read("update landing.contacts set id = upper(id), _digest = 7 where rowid >= 11")
    if deleted:
        run(mariadb, crm.url, "delete from contacts where id = 'contacts-9'")

    load = crm.run("contacts").loads[0]

    assert (load.rows_changed, load.rows_removed) == ((1, 1) if deleted else (2, 0))
    assert crm.rows("select count(*), count(distinct lower(id)) from landing.contacts") == [
        (ROWS, ROWS)
    ]
    assert crm.verify("contacts")[0].verdict == "equal"


def test_the_latest_row_wins_where_the_source_repeats_a_key(crm: Capturer, mariadb: Any) -> None:
    run(
        mariadb,
        crm.url,
        "alter table contacts drop primary key",
        "insert into contacts values ('CONTACTS-2', 'older', '2026-11-25 06:00:00', 0)",
        "insert into contacts values ('contacts-5', 'newer', '2026-11-25 09:00:00', 0)",
    )
    fresh = replace(crm, path=crm.path.with_name("fresh.duckdb"))
    query = (
        "select id, date_modified from landing.contacts "
        "where lower(id) in ('contacts-2', 'contacts-5') order by id"
    )

    crm.run("contacts", full=True)
    fresh.run("contacts")

    found = [(key, str(stamp)) for key, stamp in crm.rows(query)]
    assert found == [("contacts-2", "2026-11-25 07:00:02"), ("contacts-5", "2026-11-25 09:00:00")]
    assert fresh.rows(query) == crm.rows(query)


def test_a_connection_that_breaks_is_opened_again_and_every_table_agrees(
    crm: Capturer, mariadb: Any
) -> None:
    run(mariadb, crm.url, "insert into accounts values ('a', 'n', '2026-11-26', 0)")
    opened: list[SourceSnapshot] = []

    def breaking() -> SourceSnapshot:
        snapshot = open_snapshot(crm.url, clock=lambda: crm.now)
        opened.append(snapshot)
        if len(opened) == 1:
            run(mariadb, crm.url, f"kill {snapshot._connection.thread_id()}")
        else:
            run(mariadb, crm.url, "insert ignore into users values ('u', 'n', '2026-11-26', 0)")
        return snapshot

    report = crm.run("accounts", "users", source=breaking)

    assert len(opened) == 2
    assert [int(wait) for wait in crm.waits] == [1]
    assert {load.table: load.rows_changed for load in report.loads} == {"accounts": 1, "users": 0}


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


def test_verify_names_what_differs(crm: Capturer, mariadb: Any) -> None:
    run(
        mariadb,
        crm.url,
        "insert into contacts values ('late', 'x', '2020-01-01', 0)",
        "delete from contacts where id = 'contacts-0'",
        "update contacts set last_name = 'changed without a stamp' where id = 'contacts-1'",
    )
    modified = crm.path.stat().st_mtime_ns

    (verdict,) = crm.verify("contacts")

    assert (verdict.missing, verdict.extra, verdict.different) == (1, 1, 1)
    assert (verdict.source_rows, verdict.warehouse_rows) == (ROWS, ROWS)
    assert verdict.verdict == "different"
    assert crm.path.stat().st_mtime_ns == modified


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


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small disk needs root")
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


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small disk needs root")
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
        with DuckDbWarehouse(published, read_only=True) as reader:
            count = reader.read("select count(*) as n from landing.contacts").to_pylist()

    assert count == [{"n": ROWS}]
    assert published.stat().st_mode & 0o777 == 0o644
    assert crm.path.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in published.parent.iterdir()] == [published.name]
