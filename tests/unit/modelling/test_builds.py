"""What has to be built, and what is remembered of a build."""

from __future__ import annotations

from pathlib import Path

from suitehouse.modelling.builds import Build, load_build, plan_build, save_build
from suitehouse.modelling.results import NodeResult

LAST = Build(
    run_id="first",
    fingerprint="project",
    versions={"accounts": "1", "contacts": "1"},
    warned=frozenset({"test.suitehouse.old", "test.suitehouse.seen_again"}),
)


def test_the_first_build_is_of_everything():
    plan = plan_build(None, fingerprint="project", versions={"accounts": "1"})

    assert plan.everything
    assert plan.selection("stg_") == ()


def test_a_changed_project_builds_everything():
    plan = plan_build(LAST, fingerprint="other", versions=LAST.versions)

    assert plan.everything


def test_what_is_downstream_of_changed_and_new_tables_is_built():
    plan = plan_build(
        LAST, fingerprint="project", versions={"accounts": "1", "contacts": "2", "tasks": "1"}
    )

    assert not plan.everything
    assert plan.selection("stg_") == ("stg_contacts+", "stg_tasks+")


def test_without_changes_nothing_is_built():
    assert plan_build(LAST, fingerprint="project", versions=LAST.versions).is_empty


def test_a_warehouse_made_anew_is_built_anew():
    plan = plan_build(LAST, fingerprint="project", versions={"accounts": "9", "contacts": "9"})

    assert plan.tables == ("accounts", "contacts")


def test_a_warning_is_remembered_until_its_test_passes():
    plan = plan_build(LAST, fingerprint="project", versions=LAST.versions)
    results = (
        NodeResult("test.suitehouse.seen_again", "pass", 0.1, 0),
        NodeResult("test.suitehouse.new", "warn", 0.1, 2),
    )

    build = plan.done("second", results)

    assert build.warned == {"test.suitehouse.old", "test.suitehouse.new"}


def test_a_build_is_remembered_as_it_was(tmp_path: Path):
    path = tmp_path / "dbt" / "last_build.json"

    save_build(LAST, path)

    assert load_build(path) == LAST
    assert [file.name for file in path.parent.iterdir()] == ["last_build.json"]


def test_a_note_that_cannot_be_read_counts_as_none(tmp_path: Path):
    path = tmp_path / "last_build.json"
    path.write_text('{"run_id": "half')

    assert load_build(path) is None
    assert load_build(tmp_path / "missing.json") is None
