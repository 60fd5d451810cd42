"""The masking key of an encrypted warehouse is rotated; what is made for it is encrypted too."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from encrypting import KEY_TEXT, is_encrypted, opened
from rotations import FORMER, NEW, RotatingConsole

from suitehouse.privacy.canaries import find_in_tree

pytestmark = pytest.mark.integration


def test_an_encrypted_warehouse_is_rotated(genuine_url: str, tmp_path: Path) -> None:
    console = RotatingConsole(genuine_url, tmp_path / "home")
    console.environment |= {
        "SUITEHOUSE_WAREHOUSE_KEY": "env:FILE_TEST_KEY",
        "FILE_TEST_KEY": KEY_TEXT,
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
    assert KEY_TEXT not in rotated.stdout + rotated.stderr
