"""The report's list of columns: nothing left out, each with its reason and its last change."""

from __future__ import annotations

import os
import subprocess
from datetime import date
from pathlib import Path

import pytest

from suitehouse.contracts.model import CONTRACT_FOLDER, load_contracts
from suitehouse.privacy_report.authorship import last_changes
from suitehouse.privacy_report.inventory import entries

CONTRACT = """\
table: things
module: Things
kind: base
description: One row per thing.
owner: team:crm-data
key: [id]
lane: compare
columns:
  id: {type: char(36), nullable: false, treatment: keep, description: Key}
  name: {type: varchar(50), class: name, treatment: token, reason: a person, description: Name}
  shoe_c: {type: int, treatment: drop, proposed: {class: none, treatment: keep}, description: Size}
"""


def commit(folder: Path, author: str, day: str) -> None:
    env = {
        **os.environ,
        "GIT_AUTHOR_NAME": author,
        "GIT_AUTHOR_EMAIL": "a@example.com",
        "GIT_COMMITTER_NAME": author,
        "GIT_COMMITTER_EMAIL": "a@example.com",
        "GIT_AUTHOR_DATE": f"{day}T12:00:00Z",
        "GIT_CONFIG_GLOBAL": os.devnull,
    }
    for words in (("init", "-q"), ("add", "-A"), ("commit", "-q", "-m", "change")):
        subprocess.run(["git", "-C", str(folder), *words], env=env, check=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "things.yml").write_text(CONTRACT, encoding="utf-8")
    return tmp_path


def test_every_column_of_every_contract_is_listed_with_its_line_in_git() -> None:
    contracts = load_contracts()

    listed = entries(contracts, CONTRACT_FOLDER, lambda _: {})

    assert len(listed) == sum(len(contract.columns) for contract in contracts.values())
    personal = [each for each in listed if each.is_personal and each.treatment != "keep"]
    assert len(personal) > 400
    assert all(each.reason for each in personal)


def test_the_last_change_of_a_column_is_its_own(folder: Path) -> None:
    commit(folder, "Ada", "2026-01-02")
    changed = CONTRACT.replace("reason: a person", "reason: somebody")
    (folder / "things.yml").write_text(changed, encoding="utf-8")
    commit(folder, "Bo", "2026-03-04")

    listed = entries(load_contracts(folder), folder, last_changes)

    told = {each.column: each.changed and (each.changed.by, each.changed.on) for each in listed}
    assert told == {
        "id": ("Ada", date(2026, 1, 2)),
        "name": ("Bo", date(2026, 3, 4)),
        "shoe_c": ("Ada", date(2026, 1, 2)),
    }


def test_a_contract_outside_git_has_no_last_change(folder: Path) -> None:
    assert last_changes(folder / "things.yml") == {}


def test_a_column_that_awaits_a_decision_is_withheld_and_says_so(folder: Path) -> None:
    (entry,) = [
        e for e in entries(load_contracts(folder), folder, last_changes) if e.is_unclassified
    ]

    assert (entry.column, entry.is_withheld) == ("shoe_c", True)
