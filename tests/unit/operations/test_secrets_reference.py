"""The page of secrets names every scheme, and every message that it explains is one of ours."""

from __future__ import annotations

import re
from pathlib import Path

from suitehouse.operations.secret_references import secret_schemes

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "reference" / "secrets.md").read_text(encoding="utf-8")
OPERATIONS = ROOT / "suitehouse" / "operations"


def test_the_table_of_references_is_complete() -> None:
    assert set(re.findall(r"^\| `([a-z-]+):", PAGE, re.MULTILINE)) == set(secret_schemes())


def test_every_message_that_is_explained_is_one_of_ours() -> None:
    files = [OPERATIONS / "secret_references.py", *(OPERATIONS / "secrets").glob("*.py")]
    code = "".join(path.read_text(encoding="utf-8") for path in files)
    # Texts that the code breaks into several lines are put together again.
    texts = re.sub(r'"\s*\n\s*f?"', "", code)
    section = PAGE.split("## What each error means")[1].split("\n## ")[0]
    cells = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    messages = [message for cell in cells for message in re.findall(r"`([^`]+)`", cell)]

    assert len(messages) > 20
    assert [message for message in messages if message not in texts] == []
