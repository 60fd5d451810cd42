"""Tokens are taken out of text and archives; what else holds them is named."""

from __future__ import annotations

import sqlite3
import zipfile
from pathlib import Path

from suitehouse.erasure.files import FoundFile, files_with, needles_of, replace_tokens

TOKEN = "email:57b3ac30:0123456789abcdef0123456789abcdef"
WITH_DOMAIN = f"{TOKEN}@personal.example"


def test_the_domain_goes_with_the_token(tmp_path: Path):
    path = tmp_path / "items.csv"
    path.write_text(f"a,{WITH_DOMAIN},b\n{TOKEN.upper()}\n{TOKEN[:-1]}0\n")

    found = files_with(tmp_path, needles_of([WITH_DOMAIN]))

    assert found == (FoundFile("items.csv", is_text=True),)
    assert replace_tokens(tmp_path, found[0], [WITH_DOMAIN])
    assert path.read_text() == f"a,email:erased,b\nEMAIL:erased\n{TOKEN[:-1]}0\n"
    assert not replace_tokens(tmp_path, found[0], [WITH_DOMAIN])
    assert [each.name for each in tmp_path.iterdir()] == ["items.csv"]


def test_an_archive_keeps_its_other_members(tmp_path: Path):
    path = tmp_path / "book.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xml", f"<c>{TOKEN}</c>")
        archive.writestr("b.bin", bytes(range(256)))
    path.chmod(0o640)

    (found,) = files_with(tmp_path, [TOKEN])
    replace_tokens(tmp_path, found, [TOKEN])

    with zipfile.ZipFile(path) as archive:
        assert archive.read("a.xml") == b"<c>email:erased</c>"
        assert archive.read("b.bin") == bytes(range(256))
    assert path.stat().st_mode & 0o777 == 0o640
    assert files_with(tmp_path, [TOKEN]) == ()


def test_a_database_is_named_and_left_alone(tmp_path: Path):
    path = tmp_path / "events.db"
    with sqlite3.connect(path) as connection:
        connection.execute("create table t (x)")
        connection.execute("insert into t values (?)", [TOKEN])
    connection.close()
    before = path.read_bytes()

    (found,) = files_with(tmp_path, [TOKEN])

    assert found == FoundFile("events.db", is_text=False)
    assert not replace_tokens(tmp_path, found, [TOKEN])
    assert path.read_bytes() == before


def test_nothing_is_looked_for_without_needles(tmp_path: Path):
    assert files_with(tmp_path, []) == ()
    assert files_with(tmp_path / "missing", [TOKEN]) == ()
