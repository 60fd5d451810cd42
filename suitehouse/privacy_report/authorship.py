"""Who last changed a line of a contract, and when, as git has it."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

_UNCOMMITTED = "0" * 40


@dataclass(frozen=True, slots=True)
class Change:
    """The last change of a line: the day in UTC, its author's name, and the commit."""

    on: date
    by: str
    commit: str


def last_changes(path: Path) -> Mapping[int, Change]:
    """Return the last change of each committed line of a file, by number from 1 on.

    Empty where the file is in no git checkout, as in an installed package, or git is missing.
    """
    command = ["git", "-C", str(path.parent), "blame", "--line-porcelain", "--", path.name]
    try:
        told = subprocess.run(command, capture_output=True, check=True)  # noqa: S603 - of our own
    except (OSError, subprocess.CalledProcessError):
        return {}
    return _changes_in(told.stdout.decode("utf-8", "replace"))


def _changes_in(porcelain: str) -> dict[int, Change]:
    """Each line's record ends with the line itself behind a tab."""
    changes: dict[int, Change] = {}
    commit, number, facts = "", 0, dict[str, str]()
    for line in porcelain.split("\n"):
        if line.startswith("\t"):
            if commit != _UNCOMMITTED and facts:
                day = datetime.fromtimestamp(int(facts["author-time"]), UTC).date()
                changes[number] = Change(day, facts["author"], commit[:12])
            facts = {}
        elif not facts and _is_head(line):
            commit, _, number_text = line.split(" ")[:3]
            number, facts = int(number_text), {"": ""}
        else:
            name, _, value = line.partition(" ")
            facts[name] = value
    return changes


def _is_head(line: str) -> bool:
    word = line.partition(" ")[0]
    return len(word) == len(_UNCOMMITTED) and all(c in "0123456789abcdef" for c in word)
