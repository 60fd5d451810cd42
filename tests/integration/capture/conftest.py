"""The tiny CRM that tests of faults and removals share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from captures import Capturer
from tiny_crm import captured_tiny_crm


@pytest.fixture
def crm(mariadb: Any, tmp_path: Path) -> Capturer:
    """A tiny CRM of an older schema, captured once."""
    return captured_tiny_crm(mariadb, tmp_path)
