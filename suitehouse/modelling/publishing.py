"""Shows analysts what was built, unless they have it already."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from suitehouse.modelling.builds import load_build, save_build
from suitehouse.warehouses.protocol import Publishable


@dataclass(frozen=True, slots=True)
class Publication:
    """The published snapshot as it is now; not replaced when it already held the last build."""

    path: Path
    size_bytes: int
    was_replaced: bool


def publish_build(warehouse: Publishable, *, built: Path, to: Path) -> Publication:
    """Publish the warehouse if its last good build, remembered at `built`, is not published yet.

    The note of what was published lies beside the snapshot and is written after it: killed in
    between, the next run publishes once more.
    """
    is_new = not is_published(built=built, to=to)
    if is_new:
        warehouse.publish(to)
        _note(built, to)
    return Publication(path=to, size_bytes=to.stat().st_size, was_replaced=is_new)


def is_published(*, built: Path, to: Path) -> bool:
    """Whether analysts already see the last good build."""
    build = load_build(built)
    return build is not None and to.exists() and load_build(_note_path(to)) == build


def _note(built: Path, to: Path) -> None:
    if build := load_build(built):
        save_build(build, _note_path(to))


def _note_path(published: Path) -> Path:
    return published.with_suffix(".build.json")
