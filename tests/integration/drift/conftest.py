"""The CRM whose schema drifts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from captures import Capturer
from drifting_crm import Alter, captured_crm
from tiny_crm import run


@pytest.fixture
def crm(mariadb: Any, tmp_path: Path) -> Capturer:
    """A CRM as its contracts say, captured once."""
    return captured_crm(mariadb, tmp_path)


@pytest.fixture
def alter(mariadb: Any, crm: Capturer) -> Alter:
    """Run statements on the CRM."""
    return lambda *statements: run(mariadb, crm.url, *statements)
