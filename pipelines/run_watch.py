"""Follows a run's events as they happen: a line for each phase, and what came of it all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import dagster as dg

from suitehouse.capturing.telling import repeated_note
from suitehouse.errors import CheckFailedError

Progress = Callable[[str], None]

_TARGETS = ("published", "targets")
_ENDINGS = {
    dg.DagsterEventType.STEP_SUCCESS: "done",
    dg.DagsterEventType.STEP_FAILURE: "failed",
    dg.DagsterEventType.STEP_SKIPPED: "skipped",
}


@dataclass(frozen=True, slots=True)
class RunOutcome:
    """What one run of the whole pipeline did; of deliveries a line for each target."""

    run_id: str
    tables_captured: int
    tables_changed: int
    rows_changed: int
    rows_removed: int
    models_built: int
    was_published: bool
    seconds: float
    deliveries: tuple[str, ...] = ()


@dataclass(slots=True)
class RunWatch:
    """Listens to one run; all it counts is in the metadata that the assets report."""

    progress: Progress
    failed_checks: list[str] = field(default_factory=list)
    _metadata: dict[tuple[str, ...], Mapping[str, Any]] = field(default_factory=dict)
    _started: dict[str, float] = field(default_factory=dict)

    def __call__(self, entry: dg.EventLogEntry) -> None:
        """Take note of one event."""
        event = entry.dagster_event
        if event is None:
            return
        match event.event_type:
            case dg.DagsterEventType.STEP_START:
                self._started[str(event.step_key)] = entry.timestamp
            case dg.DagsterEventType.ASSET_MATERIALIZATION:
                self._note_materialisation(event)
            case dg.DagsterEventType.ASSET_CHECK_EVALUATION:
                self._note_check(event)
            case ending if ending in _ENDINGS:
                self._report(str(event.step_key), _ENDINGS[ending], entry.timestamp)

    def outcome(self, run_id: str, seconds: float) -> RunOutcome:
        """Return what has happened so far."""
        landed = [m for key, m in self._metadata.items() if key[0] == "landing"]
        changed = [m for m in landed if m.get("rows_changed", 0) or m.get("rows_removed", 0)]
        return RunOutcome(
            run_id=run_id,
            tables_captured=len(landed),
            tables_changed=len(changed),
            rows_changed=sum(m.get("rows_changed", 0) for m in changed),
            rows_removed=sum(m.get("rows_removed", 0) for m in changed),
            models_built=sum(bool(m.get("built")) for m in self._metadata.values()),
            was_published=any(m.get("was_replaced") for m in self._metadata.values()),
            seconds=round(seconds, 2),
            deliveries=tuple(str(self._metadata.get(_TARGETS, {}).get("brought", "")).splitlines()),
        )

    def refuse_failed_checks(self) -> None:
        """Say of each check that failed without ending the run that it did, and raise.

        Raises:
            CheckFailedError: At least one did.
        """
        for name in self.failed_checks:
            self.progress(f"check failed: {name}")
        if self.failed_checks:
            names, count = ", ".join(self.failed_checks[:10]), len(self.failed_checks)
            noun = "check" if count == 1 else "checks"
            raise CheckFailedError(
                f"The run ended with {count} failed {noun}: {names}. "
                "The Dagster UI shows what each of them found."
            )

    def _note_materialisation(self, event: dg.DagsterEvent) -> None:
        made = event.step_materialization_data.materialization
        values = {name: value.value for name, value in made.metadata.items()}
        self._metadata[tuple(made.asset_key.path)] = values
        repeated = values.get("rows_repeated")
        if repeated and isinstance(repeated, int):
            self.progress(f"{'.'.join(made.asset_key.path)}: {repeated_note(repeated)}")

    def _note_check(self, event: dg.DagsterEvent) -> None:
        check = event.asset_check_evaluation_data
        if not check.passed and check.severity is dg.AssetCheckSeverity.ERROR:
            reason = check.metadata.get("reason")
            because = f" ({reason.value})" if reason else ""
            name = f"{check.check_name} of {'.'.join(check.asset_key.path)}"
            self.failed_checks.append(name + because)

    def _report(self, step: str, ending: str, at: float) -> None:
        took = f" in {at - self._started[step]:.1f} s" if step in self._started else ""
        self.progress(f"{step.replace('__', '.')}: {ending}{took}")
