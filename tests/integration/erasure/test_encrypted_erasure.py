"""A person is erased from encrypted files, which stay encrypted, and no token is left inside."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from erasing import EMAIL, World, tokens

from suitehouse.privacy.canaries import find_in_tree
from suitehouse.warehouses._duckdb_files import connect_file, is_encrypted
from suitehouse.warehouses._file_key import FileKey

pytestmark = pytest.mark.integration

TEXT = bytes(range(60, 92)).hex()


def opened(path: Path) -> Any:
    return connect_file(path, FileKey(TEXT))


def test_a_person_is_erased_from_encrypted_files(person: World) -> None:
    person.console.environment["FILE_TEST_KEY"] = TEXT
    person.run("keys", "encrypt", "--to", "env:FILE_TEST_KEY", "--apply")
    person.console.environment["SUITEHOUSE_WAREHOUSE_KEY"] = "env:FILE_TEST_KEY"
    before = find_in_tree(person.home, tokens(), open_database=opened)
    assert {finding.needle for finding in before} == set(tokens())

    report = person.erase("--email", EMAIL, "--apply")

    assert report["status"] == "erased"
    assert find_in_tree(person.home, tokens(), open_database=opened) == ()
    for path in (person.home / "warehouse.duckdb", person.published):
        assert is_encrypted(path)
