"""An encrypted warehouse: nothing in clear on the disk, and nothing done with a wrong key."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from encrypting import KEY_TEXT as TEXT
from encrypting import is_encrypted

from suitehouse.errors import BusyError, ConfigurationError, KeyMaterialError, WarehouseError
from suitehouse.warehouses import _duckdb_files as files
from suitehouse.warehouses._duckdb_compacting import rewrite_file, rewrite_with_key
from suitehouse.warehouses._file_key import FileKey, KeyChange
from suitehouse.warehouses.duckdb import DuckDbWarehouse
from suitehouse.warehouses.protocol import Access

KEY = FileKey(TEXT)
OTHER = FileKey(bytes(range(100, 132)).hex())
MARK = "keptmarkervalue"
ROOT = Path(__file__).parents[3]


def bytes_under(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def rows(path: Path, key: FileKey | None) -> pa.Table:
    with DuckDbWarehouse(path, access="read", key=key) as warehouse:
        return warehouse.read("select * from landing.things order by all")


def fill(path: Path, key: FileKey | None, *, mark: str = MARK) -> None:
    with DuckDbWarehouse(path, key=key) as warehouse:
        warehouse.read(
            f"create table landing.things as select '{mark}' || range as name from range(1000)"
        )
        warehouse.read("create view staging.seen as select name from landing.things")


@pytest.fixture
def encrypted(tmp_path: Path) -> Path:
    path = tmp_path / "home" / "w.duckdb"
    fill(path, KEY)
    return path


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    path = tmp_path / "home" / "w.duckdb"
    fill(path, None)
    return path


def test_nothing_is_in_clear_in_the_file_or_its_log(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    with DuckDbWarehouse(path, key=KEY) as warehouse:
        warehouse.read(f"create table landing.things as select '{MARK}' as name")
        with_log = bytes_under(tmp_path)
        assert path.with_name("w.duckdb.wal").stat().st_size
    closed = bytes_under(tmp_path)

    for found in (with_log, closed):
        assert MARK.encode() not in found
        assert b"things" not in found
        assert TEXT.encode() not in found
    assert rows(path, KEY)["name"].to_pylist() == [MARK]


def test_the_same_in_a_plain_file_is_found(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    with DuckDbWarehouse(path) as warehouse:
        warehouse.read(f"create table landing.things as select '{MARK}' as name")
        assert MARK.encode() in bytes_under(tmp_path)


@pytest.mark.parametrize("key", [KEY, None], ids=["encrypted", "plain"])
def test_what_is_spilled_lies_beside_the_file_and_is_encrypted_as_it_is(
    tmp_path: Path, key: FileKey | None
) -> None:
    path = tmp_path / "w.duckdb"
    with DuckDbWarehouse(path, key=key) as warehouse:
        warehouse.read("set memory_limit = '30MB'")
        warehouse.read(
            f"create temp table big as select '{MARK}' || range || repeat(md5(range::varchar), 3) "
            "as name from range(600000)"
        )
        spilled = bytes_under(tmp_path / "w.duckdb.tmp")

    assert spilled
    assert (MARK.encode() in spilled) is (key is None)


def test_what_was_committed_before_a_kill_is_read_from_the_log(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    program = (
        "import os, sys; from pathlib import Path\n"
        "from suitehouse.warehouses.duckdb import DuckDbWarehouse\n"
        "from suitehouse.warehouses._file_key import FileKey\n"
        "warehouse = DuckDbWarehouse(Path(sys.argv[1]), key=FileKey(sys.argv[2]))\n"
        f"warehouse.read(\"create table landing.things as select '{MARK}' as name\")\n"
        "os._exit(9)\n"
    )
    killed = subprocess.run([sys.executable, "-c", program, str(path), TEXT], cwd=ROOT, check=False)
    left = bytes_under(tmp_path)

    assert killed.returncode == 9
    assert path.with_name("w.duckdb.wal").stat().st_size
    assert MARK.encode() not in left
    with DuckDbWarehouse(path, key=KEY) as warehouse:
        assert warehouse.read("from landing.things")["name"].to_pylist() == [MARK]


def test_views_and_rows_are_read_again(encrypted: Path) -> None:
    with DuckDbWarehouse(encrypted, access="read", key=KEY) as warehouse:
        assert warehouse.read("select count(*) as n from staging.seen")["n"].to_pylist() == [1000]


@pytest.mark.parametrize("access", ["read", "make"])
@pytest.mark.parametrize(
    ("key", "message"),
    [
        (OTHER, "w.duckdb is encrypted with another key than SUITEHOUSE_WAREHOUSE_KEY points to"),
        (None, "w.duckdb is encrypted; set SUITEHOUSE_WAREHOUSE_KEY to a reference to its key."),
    ],
    ids=["wrong", "none"],
)
def test_without_its_key_it_is_left_alone(
    encrypted: Path, key: FileKey | None, message: str, access: Access
) -> None:
    before = {path: path.read_bytes() for path in encrypted.parent.rglob("*") if path.is_file()}

    with pytest.raises(KeyMaterialError, match=message) as raised:
        DuckDbWarehouse(encrypted, access=access, key=key)

    assert raised.value.exit_status == 2
    assert key is None or key.text not in str(raised.value)
    assert "\n" not in str(raised.value)
    after = {path: path.read_bytes() for path in encrypted.parent.rglob("*") if path.is_file()}
    assert after == before


@pytest.mark.parametrize("access", ["read", "make"])
def test_a_plain_file_is_not_opened_with_a_key(plain: Path, access: Access) -> None:
    before = plain.read_bytes()

    with pytest.raises(KeyMaterialError, match="suitehouse keys encrypt") as raised:
        DuckDbWarehouse(plain, access=access, key=KEY)

    assert TEXT not in str(raised.value)
    assert plain.read_bytes() == before


def test_only_one_process_writes_it(encrypted: Path) -> None:
    program = (
        "import sys; from pathlib import Path\n"
        "from suitehouse.warehouses.duckdb import DuckDbWarehouse\n"
        "from suitehouse.warehouses._file_key import FileKey\n"
        "with DuckDbWarehouse(Path(sys.argv[1]), key=FileKey(sys.argv[2])):\n"
        "    print('open', flush=True); sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(encrypted), TEXT],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
    ) as other:
        assert other.stdout is not None
        assert other.stdin is not None
        assert other.stdout.readline() == b"open\n"
        with pytest.raises(BusyError, match=str(other.pid)):
            DuckDbWarehouse(encrypted, key=KEY)
        other.stdin.close()


@pytest.mark.parametrize(
    "keys",
    [KeyChange(None, KEY), KeyChange(KEY, None), KeyChange(KEY, OTHER)],
    ids=["encrypt", "decrypt", "another"],
)
def test_a_file_is_written_anew_with_another_key(tmp_path: Path, keys: KeyChange) -> None:
    path = tmp_path / "w.duckdb"
    fill(path, keys.present)
    before = rows(path, keys.present)

    rewrite_with_key(path, keys, name="w")

    assert rows(path, keys.wanted).equals(before)
    assert is_encrypted(path) is (keys.wanted is not None)
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["w.duckdb"]


def test_the_key_is_not_left_in_the_connection(encrypted: Path) -> None:
    with files.connect_file(encrypted, KEY) as connection:
        left = connection.sql("select getvariable('_suitehouse_key')").fetchall()
        settings = connection.sql("from duckdb_settings()").fetchall()
        databases = connection.sql("from duckdb_databases()").fetchall()

    assert left == [(None,)]
    assert TEXT not in f"{settings} {databases}"


def test_a_key_of_signs_is_one(tmp_path: Path) -> None:
    key = FileKey("".join(map(chr, range(33, 127))).translate({34: None, 39: None, 92: None}))
    fill(tmp_path / "w.duckdb", key)

    assert rows(tmp_path / "w.duckdb", key).num_rows == 1000


def test_an_error_that_quotes_the_key_is_not_passed_on() -> None:
    with (
        duckdb.connect() as connection,
        pytest.raises(WarehouseError) as raised,
        files._known(connection, KEY),
    ):
        connection.execute(f"select cast('{TEXT}' as integer)")

    assert TEXT not in str(raised.value)
    assert raised.value.__suppress_context__


def test_compacting_keeps_the_key(encrypted: Path) -> None:
    rewrite_file(encrypted, KEY, name="w")

    assert rows(encrypted, KEY).num_rows == 1000
    assert is_encrypted(encrypted)


def test_analysts_read_it_with_duckdb_alone(encrypted: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute(
            f"attach '{encrypted}' as suitehouse (read_only, encryption_key '{TEXT}')"
        )
        assert connection.sql("select count(*) from suitehouse.staging.seen").fetchall() == [
            (1000,)
        ]


def test_duckdb_without_the_extension_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_CIPHER", "no_such_package")
    monkeypatch.setenv("HOME", str(tmp_path))

    with pytest.raises(ConfigurationError, match=r"suitehouse\[encryption\]"):
        DuckDbWarehouse(tmp_path / "w.duckdb", key=KEY)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("short", "has 5 characters"),
        ("ab" * 32, "repeats"),
        (f"{TEXT} {TEXT}", "not take"),
        (f"{TEXT}\n{TEXT}", "not take"),
        (f"{TEXT}\\x41", "not take"),
        (f"{TEXT}ä", "not take"),
        (f"{TEXT}'", "not take"),
    ],
)
def test_a_weak_key_is_refused(text: str, message: str) -> None:
    with pytest.raises(KeyMaterialError, match=message) as raised:
        FileKey(text)

    assert TEXT not in str(raised.value)


def test_a_key_is_read_by_reference(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FILE_KEY", f"{TEXT}\n")

    found = FileKey.from_setting("env:FILE_KEY")

    assert found is not None
    assert found.text == TEXT
    assert FileKey.from_setting(None) is None


def test_a_key_in_place_of_its_reference_is_refused_unseen() -> None:
    with pytest.raises(ConfigurationError, match="SUITEHOUSE_WAREHOUSE_KEY: A secret") as raised:
        FileKey.from_setting(TEXT)

    assert TEXT not in str(raised.value)


def test_a_key_shows_and_keeps_nothing() -> None:
    assert TEXT not in f"{KEY} {KEY!r} {[KEY]}"
    with pytest.raises(TypeError, match="reference"):
        pickle.dumps(KEY)
