"""The event log under home: JSON lines, for its owner only, of a bounded size, never in the way."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from suitehouse.operations import event_log as event_log_module
from suitehouse.operations.event_log import LOG_FILE, NoEvents, event_log

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


def note(home: Path, run: str) -> None:
    with event_log(home, clock=lambda: NOON) as events:
        events.note("pass_started", run=run, last_name="Lee")


def test_events_are_added_to_a_file_that_only_its_owner_reads(tmp_path: Path) -> None:
    note(tmp_path, "one")
    note(tmp_path, "two")

    path = tmp_path / LOG_FILE
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert [(line["event"], line["run"]) for line in lines] == [
        ("pass_started", "one"),
        ("pass_started", "two"),
    ]
    assert "Lee" not in path.read_text()
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_file_that_became_large_is_put_aside_and_the_oldest_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_log_module, "LARGEST_BYTES", 10)

    for run in ("one", "two", "three", "four", "five"):
        note(tmp_path, run)

    folder = (tmp_path / LOG_FILE).parent
    kept = {path.name: json.loads(path.read_text())["run"] for path in folder.iterdir()}
    assert kept == {
        "suitehouse.jsonl": "five",
        "suitehouse.jsonl.1": "four",
        "suitehouse.jsonl.2": "three",
        "suitehouse.jsonl.3": "two",
    }


def test_a_log_that_cannot_be_written_is_no_hindrance(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("in the way")

    with event_log(tmp_path) as events:
        events.note("pass_started")

    assert isinstance(events, NoEvents)
