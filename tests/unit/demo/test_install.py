"""Finding MariaDB, and saying what to install where it is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from suitehouse.demo import install
from suitehouse.demo.install import ensure_programs, find_programs
from suitehouse.errors import DemoError


def _program(folder: Path, name: str, prints: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\necho '{prints}'\n")
    path.chmod(0o755)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder in which programs are looked for."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(install, "_MORE_FOLDERS", ())
    return tmp_path


def test_both_programs_are_found(folder: Path) -> None:
    _program(folder, "mariadbd", "mariadbd Ver 10.11.1-MariaDB")
    _program(folder, "mariadb-install-db", "")

    found = find_programs()

    assert found is not None
    assert found.server == folder / "mariadbd"


def test_a_server_that_is_not_mariadb_does_not_count(folder: Path) -> None:
    _program(folder, "mysqld", "mysqld Ver 8.0.36 for Linux")
    _program(folder, "mysql_install_db", "")

    assert find_programs() is None


@pytest.mark.usefixtures("folder")
def test_where_nothing_can_be_installed_the_message_says_what_to_do() -> None:
    with pytest.raises(DemoError, match=r"found none\. Install MariaDB 10\.6 or newer"):
        ensure_programs()
