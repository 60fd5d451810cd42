"""Imports point one way: pipelines, assets, resources, suitehouse; the core's parts keep apart."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LAYERS = ("pipelines", "assets", "resources", "suitehouse")
FRAMEWORKS = {"dagster", "dagster_dbt", "dagster_postgres"}
# Parts of the core that know nothing of each other. What two of them share is a part of its own.
APART = ("source", "privacy", "exports", "reconcile")
# Formats are found by the reconciliation that reads files with them, by folder and never by name.
ALLOWED = {("reconcile", "exports")}


def modules(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def top(name: str) -> str:
    return name.partition(".")[0]


@pytest.mark.parametrize("layer", LAYERS)
def test_no_layer_imports_one_above_it(layer: str):
    above = set(LAYERS[: LAYERS.index(layer)])
    against = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules(layer)
        for name in imports(path)
        if top(name) in above
    ]

    assert against == []


def test_the_core_imports_no_dagster():
    against = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules("suitehouse")
        for name in imports(path)
        if top(name) in FRAMEWORKS
    ]

    assert against == []


@pytest.mark.parametrize("part", APART)
def test_parts_of_the_core_do_not_know_each_other(part: str):
    others = {
        f"suitehouse.{other}" for other in APART if other != part and (part, other) not in ALLOWED
    }
    against = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules(f"suitehouse/{part}")
        for name in imports(path)
        if ".".join(name.split(".")[:2]) in others
    ]

    assert against == []


def test_folders_of_found_files_are_imported_by_no_name():
    """A format, treatment or secret scheme is found; naming one would be a list to edit."""
    folders = (
        "suitehouse.exports",
        "suitehouse.privacy.treatments",
        "suitehouse.operations.secrets",
    )
    against = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules("suitehouse")
        for name in imports(path)
        for folder in folders
        if name.startswith(f"{folder}.") and not _is_inside(path, folder)
        if (ROOT / f"{name.replace('.', '/')}.py").exists() and "._" not in name
    ]

    assert against == []


def test_dagster_is_imported_by_commands_only_inside_functions():
    for path in modules("pipelines/commands"):
        module = ast.parse(path.read_text(encoding="utf-8"))
        at_import = [node for node in module.body if isinstance(node, ast.Import | ast.ImportFrom)]
        names = {
            top(name.name) if isinstance(node, ast.Import) else top(node.module or "")
            for node in at_import
            for name in node.names
        }
        assert names.isdisjoint(FRAMEWORKS | {"assets", "resources"}), path.name


def _is_inside(path: Path, folder: str) -> bool:
    return (ROOT / folder.replace(".", "/")) in path.parents
