"""A person is erased from encrypted files, which stay encrypted, and no token is left inside."""

from __future__ import annotations

import pytest
from encrypting import KEY_TEXT, is_encrypted, opened
from erasing import EMAIL, World, tokens

from suitehouse.privacy.canaries import find_in_tree

pytestmark = pytest.mark.integration


def test_a_person_is_erased_from_encrypted_files(person: World) -> None:
    person.console.environment["FILE_TEST_KEY"] = KEY_TEXT
    person.run("keys", "encrypt", "--to", "env:FILE_TEST_KEY", "--apply")
    person.console.environment["SUITEHOUSE_WAREHOUSE_KEY"] = "env:FILE_TEST_KEY"
    before = find_in_tree(person.home, tokens(), open_database=opened)
    assert {finding.needle for finding in before} == set(tokens())

    report = person.erase("--email", EMAIL, "--apply")

    assert report["status"] == "erased"
    assert find_in_tree(person.home, tokens(), open_database=opened) == ()
    for path in (person.home / "warehouse.duckdb", person.published):
        assert is_encrypted(path)
