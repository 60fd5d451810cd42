"""The reference page names every change, option and planted kind, and no other change."""

from __future__ import annotations

import re
from pathlib import Path

from suitehouse.demo.mutations import changes

PAGE = (Path(__file__).parents[3] / "docs/reference/demo.md").read_text(encoding="utf-8")


def _section(title: str) -> str:
    return PAGE.split(f"## {title}\n")[1].split("\n## ")[0]


def _first_cells(section: str) -> set[str]:
    rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    return {name for cell in rows for name in re.findall(r"`(\w+)`", cell)}


def test_the_page_lists_the_changes_that_there_are() -> None:
    assert _first_cells(_section("The changes")) == {change.__name__ for change in changes()}


def test_every_change_says_which_behaviour_it_is() -> None:
    assert [change.__name__ for change in changes() if len(change.__doc__ or "") < 15] == []
