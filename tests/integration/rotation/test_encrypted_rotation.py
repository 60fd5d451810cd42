"""The masking key of an encrypted warehouse is rotated; what is made for it is encrypted too."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from rotations import FORMER, NEW, RotatingConsole

from suitehouse.privacy.canaries import find_in_tree
from suitehouse.warehouses._duckdb_files import connect_file, is_encrypted
from suitehouse.warehouses._file_key import FileKey

pytestmark = pytest.mark.integration

TEXT = bytes(range(60, 92)).hex()


def opened(path: Path) -> Any:
    return connect_file(path, FileKey(TEXT))


def test_an_encrypted_warehouse_is_rotated(genuine_url: str, tmp_path: Path) -> None:
    console = RotatingConsole(genuine_url, tmp_path / "home")
    console.environment |= {
        "SUITEHOUSE_WAREHOUSE_KEY": "env:FILE_TEST_KEY",
        "FILE_TEST_KEY": TEXT,
    }
    captured = console("capture", "--tables", "contacts,leads,users")
    assert captured.returncode == 0, captured.stderr
    former, new = f":{FORMER.key_id}:", f":{NEW.key_id}:"
    assert find_in_tree(console.home, [former], open_database=opened)

    rotated = console.rotate("--apply")
    console.use_new_key()
    verified = console("verify", "--tables", "contacts,leads,users", "--json")

    assert rotated.returncode == 0, rotated.stderr
    assert is_encrypted(console.home / "warehouse.duckdb")
    assert find_in_tree(console.home, [former], open_database=opened) == ()
    assert find_in_tree(console.home, [new], open_database=opened)
    assert {row["verdict"] for row in json.loads(verified.stdout)} == {"equal"}
    assert TEXT not in rotated.stdout + rotated.stderr
