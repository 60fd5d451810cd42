"""The page of what was shown where has a line for every conformance test, and every warehouse."""

from __future__ import annotations

import ast
from pathlib import Path

from places import PLACES
from shown import PAGE, feature, features_on


def test_the_page_has_a_line_for_every_test_and_a_column_for_every_place() -> None:
    source = Path(__file__).with_name("test_conformance.py").read_text(encoding="utf-8")
    tests = [
        node.name
        for node in ast.parse(source).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]
    page = PAGE.read_text(encoding="utf-8")

    assert list(features_on(page)) == [feature(test) for test in tests]
    head = next(line for line in page.splitlines() if line.startswith("| |"))
    named = [name.strip() for name in head.strip("|").split("|")[1:]]
    assert set(named) <= set(PLACES)  # live places are there only where they are set
    assert {"duckdb", "postgresql"} <= set(named)
