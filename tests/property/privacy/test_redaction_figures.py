"""Redaction is as good as its page says, on the texts that the page names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from redaction_figures import CLASSES, labelled_texts, measured

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "redaction.md"
_ROW = re.compile(r"^\| `(\w+)` \| (\d+) \| ([\d.]+) \| ([\d.]+) \|$", re.MULTILINE)
_ROUNDING = 0.0005


@pytest.mark.parametrize("name", CLASSES)
def test_no_figure_is_worse_than_published(name: str) -> None:
    published = {row[0]: row[1:] for row in _ROW.findall(PAGE.read_text(encoding="utf-8"))}
    marked, precision, recall = published[name]

    figures = measured()[name]

    assert figures.marked == int(marked)
    assert figures.precision >= float(precision) - _ROUNDING
    assert figures.recall >= float(recall) - _ROUNDING


def test_the_page_says_on_how_many_texts() -> None:
    assert f"Measured on {len(labelled_texts())} short notes" in PAGE.read_text(encoding="utf-8")
    assert len(labelled_texts()) >= 150
