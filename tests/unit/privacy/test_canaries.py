"""A planted string is found in whatever form it was left, and nothing is found in a clean tree."""

from __future__ import annotations

import base64
import bz2
import gzip
import json
import lzma
import sqlite3
import zipfile
import zlib
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.ipc
import pytest
from pyarrow import parquet

from suitehouse.contracts.model import load_contracts
from suitehouse.privacy import unpacking
from suitehouse.privacy.canaries import UNOPENED, Finding, canary, find_in_tree

NEEDLE = canary("contacts", "last_name")
OTHER = canary("contacts", "first_name")
NEEDLES = (OTHER, NEEDLE)


def spelled(root: Path) -> list[tuple[str, str, str]]:
    found = find_in_tree(root, NEEDLES)
    return [(str(each.path.relative_to(root)), each.inside, each.spelling) for each in found]


def test_canaries_are_short_and_all_different() -> None:
    columns = [(t, c.name) for t, each in load_contracts().items() for c in each.columns]
    planted = {canary(table, column) for table, column in columns}

    assert len(planted) == len(columns)
    assert all(len(each) == 16 and each.isascii() and each.isalnum() for each in planted)
    assert NEEDLE == "Qx03fe4256canary"


@pytest.mark.parametrize(
    ("spelling", "content"),
    [
        ("utf-8", b"a," + NEEDLE.encode() + b",b"),
        ("utf-8", NEEDLE.upper().encode()),
        ("utf-8", NEEDLE.lower().encode()),
        ("utf-8", NEEDLE.title().encode()),
        ("utf-16-le", f"x{NEEDLE}".encode("utf-16-le")),
        ("utf-16-be", f"x{NEEDLE}".encode("utf-16-be")),
        ("hex", NEEDLE.encode().hex().encode()),
        ("hex", NEEDLE.upper().encode().hex().upper().encode()),
        ("base64", base64.b64encode(NEEDLE.encode())),
        ("base64", base64.b64encode(b"x" + NEEDLE.encode() + b"y")),
        ("base64", base64.b64encode(b"xx" + NEEDLE.encode() + b"yy")),
        ("base64", base64.urlsafe_b64encode(b"???" + NEEDLE.lower().encode() + b">>>")),
    ],
)
def test_each_spelling_is_found(tmp_path: Path, spelling: str, content: bytes) -> None:
    (tmp_path / "file.bin").write_bytes(b"\xff\x00" + content + b"\n\xfe")

    # Two of the UTF-16 spellings overlap, shifted by a byte.
    assert ("file.bin", "", spelling) in spelled(tmp_path)


@pytest.mark.parametrize(
    ("spelling", "content"),
    [
        ("latin-1", "J\u00fcrgen M\u00fcller".encode("latin-1")),
        ("utf-8", "J\u00dcRGEN M\u00dcLLER".encode()),
        ("JSON escapes", json.dumps("J\u00fcrgen M\u00fcller").encode()),
        ("URL escapes", b"?q=J%C3%BCrgen%20M%C3%BCller"),
    ],
)
def test_escapes_of_other_letters_are_found(tmp_path: Path, spelling: str, content: bytes) -> None:
    (tmp_path / "file.txt").write_bytes(content)

    (found,) = find_in_tree(tmp_path, ["J\u00fcrgen M\u00fcller"])

    assert found.spelling == spelling


def test_packed_files_are_opened_also_inside_each_other(tmp_path: Path) -> None:
    data = f"one\n{NEEDLE}\n".encode()
    (tmp_path / "a.gz").write_bytes(gzip.compress(data))
    (tmp_path / "b.bz2").write_bytes(bz2.compress(data))
    (tmp_path / "c.xz").write_bytes(lzma.compress(data))
    (tmp_path / "d.bin").write_bytes(zlib.compress(data))
    (tmp_path / "f.zst").write_bytes(pa.compress(data, "zstd", asbytes=True))
    with zipfile.ZipFile(tmp_path / "e.xlsx", "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/sheet1.xml", data)
        book.writestr("inner.csv.gz", gzip.compress(data))

    packed = [found for found in spelled(tmp_path) if found[1]]
    assert packed == [
        ("a.gz", "/gzip", "utf-8"),
        ("b.bz2", "/bzip2", "utf-8"),
        ("c.xz", "/xz", "utf-8"),
        ("d.bin", "/zlib", "utf-8"),
        ("e.xlsx", "/inner.csv.gz/gzip", "utf-8"),
        ("e.xlsx", "/xl/sheet1.xml", "utf-8"),
        ("f.zst", "/zstd", "utf-8"),
    ]


@pytest.mark.parametrize("packing", ["none", "snappy", "zstd", "gzip"])
def test_a_parquet_file_is_searched_row_by_row(tmp_path: Path, packing: str) -> None:
    # In a dictionary, and beside others that it shares letters with, its bytes are not all there.
    names = [f"Qx03fe{number}" for number in range(500)] + [NEEDLE]
    parquet.write_table(
        pa.table({"name": names, "nested": [[{"note": OTHER}]] * len(names)}),
        tmp_path / "spool.parquet",
        compression=packing,
        use_dictionary=False,
        column_encoding={"name": "DELTA_BYTE_ARRAY"},
    )

    inside = {(found.needle, found.inside) for found in find_in_tree(tmp_path, NEEDLES)}

    assert {(NEEDLE, "/parquet"), (OTHER, "/parquet")} <= inside


def test_an_arrow_file_is_searched_row_by_row(tmp_path: Path) -> None:
    table = pa.table({"name": ["x", NEEDLE, None]})
    options = pa.ipc.IpcWriteOptions(compression="zstd")
    with pa.ipc.new_file(tmp_path / "spool.arrow", table.schema, options=options) as writer:
        writer.write_table(table)

    assert ("spool.arrow", "/arrow", "utf-8") in spelled(tmp_path)


def fill_warehouse(connection: duckdb.DuckDBPyConnection) -> None:
    # Repeated and sorted text is compressed, so the file's bytes do not show it.
    connection.execute("create schema landing")
    connection.execute(
        "create table landing.contacts as "
        f"select i as id, if(i = 77777, '{NEEDLE}', 'Name number ' || i // 7) as \"last name\" "
        "from range(100000) t(i)"
    )
    connection.execute("create table landing.empty (id integer, note varchar)")
    connection.execute("checkpoint")


def test_a_duckdb_file_is_searched_table_by_table(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        fill_warehouse(connection)

    assert ("warehouse.duckdb", "landing.contacts", "utf-8") in spelled(tmp_path)


def test_a_duckdb_file_in_use_is_searched_with_its_log(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "w.duckdb")) as connection:
        fill_warehouse(connection)
        connection.execute(f"insert into landing.empty values (1, '{OTHER}')")

        found = find_in_tree(tmp_path, NEEDLES)

    tables = {(each.inside, each.needle) for each in found if each.path.name == "w.duckdb"}
    assert {("landing.contacts", NEEDLE), ("landing.empty", OTHER)} <= tables


def test_a_sqlite_file_is_searched_with_its_compressed_blobs(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "runs.db")
    connection.execute("create table events (id integer, body text, snapshot blob)")
    connection.execute(
        "insert into events values (1, ?, ?)", ("x" * 9000, zlib.compress(NEEDLE.encode()))
    )
    connection.commit()
    connection.close()

    assert spelled(tmp_path) == [("runs.db", "events", "utf-8")]


def test_a_needle_across_two_blocks_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpacking, "BLOCK_BYTES", 7)
    (tmp_path / "log").write_text(f"{'.' * 10}{NEEDLE}{'.' * 10}")

    assert spelled(tmp_path) == [("log", "", "utf-8")]


def test_a_file_name_is_searched(tmp_path: Path) -> None:
    (tmp_path / NEEDLE.lower()).mkdir()
    (tmp_path / NEEDLE.lower() / "empty").touch()

    assert [each.inside for each in find_in_tree(tmp_path, NEEDLES)] == ["name"]


def test_what_cannot_be_opened_is_not_clean(tmp_path: Path) -> None:
    (tmp_path / "cut.gz").write_bytes(gzip.compress(b"some text " * 100)[:-20])
    (tmp_path / "cut.zip").write_bytes(b"PK\x03\x04 and nothing")
    (tmp_path / "cut.duckdb").write_bytes(b"\0" * 8 + b"DUCK" + b"\0" * 100)
    (tmp_path / "cut.parquet").write_bytes(b"PAR1 and nothing")
    (tmp_path / "cut.arrow").write_bytes(b"ARROW1 and nothing")
    (tmp_path / "cut.zst").write_bytes(pa.compress(b"some text " * 100, "zstd", asbytes=True)[:-9])

    (tmp_path / "cut.bin").write_bytes(zlib.compress(b"some text " * 100)[:-9])

    assert [each.spelling for each in find_in_tree(tmp_path, NEEDLES)] == [UNOPENED] * 7


def test_a_clean_tree_has_no_findings(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "w.duckdb")) as connection:
        connection.execute("create table t as select 'name:ab:' || i as name from range(1000) t(i)")
    (tmp_path / "x.txt").write_text("x canary in Qx a mine\n")
    (tmp_path / "empty.gz").write_bytes(gzip.compress(b""))
    (tmp_path / "link").symlink_to("/proc/self/environ")

    assert find_in_tree(tmp_path, NEEDLES) == ()
    assert find_in_tree(tmp_path, []) == ()


def test_a_skipped_folder_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "data").write_text(NEEDLE)
    (tmp_path / "log").write_text(NEEDLE)

    found = find_in_tree(tmp_path, NEEDLES, skip=[tmp_path / "source"])

    assert found == (Finding(tmp_path / "log", "", NEEDLE, "utf-8"),)
