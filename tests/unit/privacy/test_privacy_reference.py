"""The reference names exactly the treatments and secret schemes that there are."""

from __future__ import annotations

import re
from pathlib import Path

from suitehouse.operations.secret_references import secret_schemes
from suitehouse.privacy.treatment import known_treatments

REFERENCE = Path(__file__).parents[3] / "docs" / "reference" / "privacy.md"


def test_the_table_of_treatments_is_complete() -> None:
    section = REFERENCE.read_text(encoding="utf-8").split("## Treatments")[1].split("## ")[0]

    assert sorted(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)) == sorted(
        known_treatments()
    )


def test_the_secret_schemes_are_named() -> None:
    text = REFERENCE.read_text(encoding="utf-8")

    assert {name for name in secret_schemes() if f"`{name}:" in text} == set(secret_schemes())
