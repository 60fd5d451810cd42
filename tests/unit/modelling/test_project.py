"""The dbt project's fingerprint and manifest."""

from __future__ import annotations

from pathlib import Path

import pytest

from suitehouse.errors import LayoutError
from suitehouse.modelling.project import (
    build_fingerprint,
    fingerprint,
    is_current,
    load_manifest,
    stamp_manifest,
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for path, text in {
        "dbt_project.yml": "name: x",
        "models/a.sql": "select 1",
        "models/a.yml": "version: 2",
        "macros/m.sql": "{% macro m() %}{% endmacro %}",
    }.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path


@pytest.mark.parametrize(
    "path", ["dbt_project.yml", "models/a.sql", "models/new.yml", "macros/m.sql", "tests/t.sql"]
)
def test_every_file_that_dbt_reads_counts(project: Path, path: str):
    before = fingerprint(project)
    (project / path).parent.mkdir(exist_ok=True)
    (project / path).write_text("changed")

    assert fingerprint(project) != before


def test_what_dbt_writes_does_not_count(project: Path):
    before = fingerprint(project)
    (project / "target").mkdir()
    (project / "target" / "compiled.sql").write_text("select 1")
    (project / ".user.yml").write_text("id: 1")

    assert fingerprint(project) == before


def test_a_renamed_model_counts(project: Path):
    before = fingerprint(project)
    (project / "models" / "a.sql").rename(project / "models" / "b.sql")

    assert fingerprint(project) != before


def test_a_missing_manifest_says_how_to_make_it(project: Path):
    with pytest.raises(LayoutError, match=r"python -m suitehouse\.modelling"):
        load_manifest(project)


def test_a_manifest_is_current_until_a_file_changes(project: Path):
    (project / "target").mkdir()
    (project / "target" / "manifest.json").write_text("{}")
    assert not is_current(fingerprint(project), project)

    stamp_manifest(fingerprint(project), project)
    assert is_current(fingerprint(project), project)

    (project / "models" / "a.sql").write_text("select 2")
    assert not is_current(fingerprint(project), project)


def test_a_build_is_of_a_project_its_base_currency_and_its_suites(project: Path, tmp_path: Path):
    quality = tmp_path / "quality"
    (quality / "suites").mkdir(parents=True)
    (quality / "suites" / "core.py").write_text("core = 1")
    seen = {build_fingerprint("EUR", folder=project, suites=quality)}

    seen.add(build_fingerprint("USD", folder=project, suites=quality))
    (quality / "suites" / "core.py").write_text("core = 2")
    seen.add(build_fingerprint("EUR", folder=project, suites=quality))
    (quality / "expectations.py").write_text("def is_key(): ...")
    seen.add(build_fingerprint("EUR", folder=project, suites=quality))
    (project / "models" / "a.sql").write_text("select 2")
    seen.add(build_fingerprint("EUR", folder=project, suites=quality))

    assert len(seen) == 5


def test_the_real_suites_are_counted():
    assert build_fingerprint("EUR") != build_fingerprint("EUR", suites=Path("/nowhere"))
