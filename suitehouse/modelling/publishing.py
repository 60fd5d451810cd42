"""Shows analysts the last good build, once every suite was met by it, unless they have it already.

A copy of the warehouse holds whatever is in it at that moment: rows that landed after the models
were built, models of which a test failed. So a copy is only made while nothing is left to build.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from suitehouse.errors import CheckFailedError
from suitehouse.modelling.builds import (
    Build,
    last_build_path,
    load_build,
    passed_build_path,
    plan_build,
    save_build,
    table_versions,
    unfinished_tables,
)
from suitehouse.modelling.project import build_fingerprint
from suitehouse.settings import Policy, Settings
from suitehouse.warehouses.protocol import ArrowReadable, Publishable


class Published(ArrowReadable, Publishable, Protocol):
    """What is needed of a warehouse."""


@dataclass(frozen=True, slots=True)
class Notes:
    """Where a home remembers its last good build, the one that met its suites, and the snapshot.

    `fingerprint` is of the project as it is now.
    """

    built: Path
    passed: Path
    published: Path
    fingerprint: str

    @property
    def shown(self) -> Path:
        """The note beside the snapshot of the build that it holds."""
        return self.published.with_suffix(".build.json")


@dataclass(frozen=True, slots=True)
class Publication:
    """The published snapshot as it is now; not replaced when it already held the last build."""

    path: Path
    size_bytes: int
    was_replaced: bool


def notes_of(settings: Settings, policy: Policy) -> Notes:
    """Return where a home's builds are noted, and what a build would be made of now."""
    return Notes(
        built=last_build_path(settings),
        passed=passed_build_path(settings),
        published=settings.published_path,
        fingerprint=build_fingerprint(policy.reconcile.base_currency),
    )


def current_build(warehouse: ArrowReadable, notes: Notes) -> Build | None:
    """Return the build that the warehouse holds whole: nothing landed or changed after it."""
    build = load_build(notes.built)
    versions = table_versions(warehouse)
    plan = plan_build(build, fingerprint=notes.fingerprint, versions=versions)
    return build if build is not None and plan.is_empty else None


def pass_build(warehouse: ArrowReadable, notes: Notes) -> bool:
    """Note that what the warehouse holds met every suite; no, if it holds no build whole."""
    build = current_build(warehouse, notes)
    if build is not None:
        save_build(build, notes.passed)
    return build is not None


def withdraw_pass(notes: Notes) -> None:
    """Forget that the suites were met: models are about to change."""
    notes.passed.unlink(missing_ok=True)


def publish_build(warehouse: Published, notes: Notes) -> Publication:
    """Publish the last good build if it is not published yet; the caller holds the writer's lock.

    The note of what was published lies beside the snapshot and is written after it: killed in
    between, the next run publishes once more.

    Raises:
        CheckFailedError: The warehouse holds more or less than a build that met every suite, or a
            table of which only a part has landed.
    """
    is_new = not is_shown(notes)
    if is_new:
        build = _proven(warehouse, notes)
        warehouse.publish(notes.published)
        save_build(build, notes.shown)
    return Publication(notes.published, notes.published.stat().st_size, was_replaced=is_new)


def is_shown(notes: Notes) -> bool:
    """Whether analysts already see the last good build."""
    build = load_build(notes.built)
    return build is not None and notes.published.exists() and load_build(notes.shown) == build


def _proven(warehouse: ArrowReadable, notes: Notes) -> Build:
    if unfinished := unfinished_tables(warehouse):
        raise CheckFailedError(
            f"Nothing was published: the first load of {', '.join(unfinished)} was cut short. Run "
            "`suitehouse run`, without --tables or with these among them, and it goes on."
        )
    build = current_build(warehouse, notes)
    if build is None:
        raise CheckFailedError(
            "Nothing was published: tables or the project have changed since models were last "
            "built and passed their tests. Run the whole pipeline: `suitehouse run`."
        )
    if load_build(notes.passed) != build:
        raise CheckFailedError(
            "Nothing was published: the last build has not met the quality suites. Run the whole "
            "pipeline, which checks it: `suitehouse run`."
        )
    return build
