"""Doctor says how fresh the proof of equality is."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from captures import Capturer
from tiny_crm import captured_tiny_crm

from suitehouse.checkups.proof import OLDEST, proof
from suitehouse.doctor import Examination, Finding
from suitehouse.settings import CapturePolicy, Policy, Settings

pytestmark = pytest.mark.integration


def found(crm: Capturer, *tables: str) -> list[Finding]:
    """What the checkup finds at the capturer's time."""
    settings = Settings(home=crm.path.parent, warehouse_url=f"duckdb://{crm.path}", _env_file=None)
    policy = Policy(capture=CapturePolicy(tables=tables))
    examination = Examination(settings, policy, None, None, lambda: crm.now)  # type: ignore[arg-type]
    return list(proof(examination))


def test_the_age_of_the_proof_is_told(mariadb: Any, tmp_path: Path) -> None:
    crm = captured_tiny_crm(mariadb, tmp_path)
    (never,) = found(crm)
    crm.sweep("contacts", "users")
    (partly,) = found(crm)
    (fresh,) = found(crm, "contacts", "users")
    crm.now += OLDEST + timedelta(hours=1)
    (old,) = found(crm, "contacts", "users")

    assert (never.level, never.message[:5]) == ("warn", "0 of ")
    assert (partly.level, partly.message[:5]) == ("warn", "2 of ")
    assert fresh.level == "ok"
    assert "2 of 2 captured tables" in fresh.message
    assert "last proven at 2026-12-05 00:00:00 UTC" in fresh.message
    assert fresh.remedy == ""
    assert (old.level, "suitehouse sweep" in old.remedy) == ("warn", True)


def test_without_a_warehouse_there_is_nothing_to_prove(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "none", _env_file=None)

    examination = Examination(settings, Policy(), None, None, None)  # type: ignore[arg-type]

    assert list(proof(examination)) == []
