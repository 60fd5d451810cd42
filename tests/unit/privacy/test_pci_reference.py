"""The page on card numbers says what the guard does: issuers' lengths, names in outputs."""

from __future__ import annotations

import json
from pathlib import Path

from books import reconciled, stripe

from suitehouse.privacy.card_guard import LONGEST, SHORTEST
from suitehouse.reconcile.output.summary import summary

PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "pci.md").read_text(encoding="utf-8")


def test_the_page_names_the_lengths_that_are_looked_for() -> None:
    assert f"{SHORTEST} to {LONGEST} digits" in PAGE


def test_the_page_names_what_the_summary_has(tmp_path: Path) -> None:
    written = json.dumps(summary(reconciled(tmp_path / "in", {"a.csv": stripe()}, month="2026-03")))

    for name in ("card_numbers_refused", "card_numbers"):
        assert f"`{name}`" in PAGE
        assert f'"{name}"' in written
