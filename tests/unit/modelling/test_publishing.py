"""Analysts get a build once, and again only when there is a new one that met its suites."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pytest

from suitehouse.errors import CheckFailedError, DiskFullError
from suitehouse.modelling.builds import Build, save_build
from suitehouse.modelling.publishing import (
    Notes,
    is_shown,
    pass_build,
    publish_build,
    withdraw_pass,
)


class Writer:
    """Publishes a file that says how often it was published; has loads by table."""

    def __init__(self) -> None:
        self.times = 0
        self.loads = {"contacts": "load 1"}
        self.unfinished: list[str] = []
        self.error: Exception | None = None

    def read(self, sql: str, parameters: Sequence[object] = ()) -> pa.Table:  # noqa: ARG002
        if "ops.load_positions" in sql:
            return pa.table({"table_name": pa.array(self.unfinished, pa.string())})
        return pa.table({"table_name": [*self.loads], "version": [*self.loads.values()]})

    def publish(self, to: Path) -> None:
        if self.error:
            raise self.error
        self.times += 1
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_text(str(self.times))


@pytest.fixture
def writer() -> Writer:
    return Writer()


@pytest.fixture
def notes(tmp_path: Path, writer: Writer) -> Notes:
    """A home with a build that met its suites."""
    made = Notes(
        built=tmp_path / "last_build.json",
        passed=tmp_path / "passed_build.json",
        published=tmp_path / "published" / "suitehouse.duckdb",
        fingerprint="project",
    )
    build(made, writer, "first")
    return made


def build(notes: Notes, writer: Writer, run_id: str) -> None:
    """Remember a build of what is there, and that it met its suites."""
    made = Build(run_id=run_id, fingerprint=notes.fingerprint, versions=dict(writer.loads))
    save_build(made, notes.built)
    assert pass_build(writer, notes)


def test_a_build_is_published_once(notes: Notes, writer: Writer):
    first = publish_build(writer, notes)
    second = publish_build(writer, notes)

    assert (first.was_replaced, second.was_replaced) == (True, False)
    assert writer.times == 1
    assert is_shown(notes)


def test_a_new_build_replaces_what_was_published(notes: Notes, writer: Writer):
    publish_build(writer, notes)
    build(notes, writer, "second")

    assert not is_shown(notes)
    assert publish_build(writer, notes).was_replaced
    assert notes.published.read_text() == "2"


def test_a_removed_snapshot_is_published_again(notes: Notes, writer: Writer):
    publish_build(writer, notes)
    notes.published.unlink()

    assert publish_build(writer, notes).was_replaced


def test_a_removed_snapshot_is_not_published_again_of_a_changed_warehouse(
    notes: Notes, writer: Writer
):
    publish_build(writer, notes)
    notes.published.unlink()
    writer.loads["contacts"] = "load 2"

    with pytest.raises(CheckFailedError, match="have changed since models were last built"):
        publish_build(writer, notes)


def test_a_withdrawn_pass_stops_publishing(notes: Notes, writer: Writer):
    withdraw_pass(notes)

    with pytest.raises(CheckFailedError, match="has not met the quality suites"):
        publish_build(writer, notes)

    assert writer.times == 0


def test_what_landed_after_the_build_cannot_pass_as_the_build(notes: Notes, writer: Writer):
    withdraw_pass(notes)
    writer.loads["accounts"] = "load 1"

    assert not pass_build(writer, notes)
    assert not notes.passed.exists()


def test_a_table_of_which_a_part_has_landed_keeps_the_rest_from_analysts(
    notes: Notes, writer: Writer
):
    writer.unfinished = ["emails"]

    with pytest.raises(CheckFailedError, match="first load of emails was cut short"):
        publish_build(writer, notes)

    assert writer.times == 0


def test_a_build_that_could_not_be_published_is_not_noted_as_published(
    notes: Notes, writer: Writer
):
    publish_build(writer, notes)
    build(notes, writer, "second")
    writer.error = DiskFullError("no room")

    with pytest.raises(DiskFullError):
        publish_build(writer, notes)

    assert notes.published.read_text() == "1"
    assert not is_shown(notes)
