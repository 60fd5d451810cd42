"""Analysts get a build once, and again only when there is a new one."""

from __future__ import annotations

from pathlib import Path

import pytest

from suitehouse.errors import DiskFullError
from suitehouse.modelling.builds import Build, save_build
from suitehouse.modelling.publishing import is_published, publish_build


class Writer:
    """Publishes a file that says how often it was published."""

    def __init__(self) -> None:
        self.times = 0
        self.error: Exception | None = None

    def publish(self, to: Path) -> None:
        if self.error:
            raise self.error
        self.times += 1
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_text(str(self.times))


@pytest.fixture
def built(tmp_path: Path) -> Path:
    return remember(tmp_path / "last_build.json", "first")


def remember(path: Path, run_id: str) -> Path:
    save_build(Build(run_id=run_id, fingerprint="project", versions={}), path)
    return path


def test_a_build_is_published_once(tmp_path: Path, built: Path):
    writer, to = Writer(), tmp_path / "published" / "suitehouse.duckdb"

    first = publish_build(writer, built=built, to=to)
    second = publish_build(writer, built=built, to=to)

    assert (first.was_replaced, second.was_replaced) == (True, False)
    assert writer.times == 1
    assert is_published(built=built, to=to)


def test_a_new_build_replaces_what_was_published(tmp_path: Path, built: Path):
    writer, to = Writer(), tmp_path / "suitehouse.duckdb"
    publish_build(writer, built=built, to=to)
    remember(built, "second")

    assert not is_published(built=built, to=to)
    assert publish_build(writer, built=built, to=to).was_replaced
    assert to.read_text() == "2"


def test_a_removed_snapshot_is_published_again(tmp_path: Path, built: Path):
    writer, to = Writer(), tmp_path / "suitehouse.duckdb"
    publish_build(writer, built=built, to=to)
    to.unlink()

    assert publish_build(writer, built=built, to=to).was_replaced


def test_a_build_that_could_not_be_published_is_not_noted_as_published(tmp_path: Path, built: Path):
    writer, to = Writer(), tmp_path / "suitehouse.duckdb"
    publish_build(writer, built=built, to=to)
    remember(built, "second")
    writer.error = DiskFullError("no room")

    with pytest.raises(DiskFullError):
        publish_build(writer, built=built, to=to)

    assert to.read_text() == "1"
    assert not is_published(built=built, to=to)
