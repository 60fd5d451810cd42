"""Numbering plans are put to use for a single number too, as they are for a batch of many."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def plans_for_any_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave no number to the library for being one of a few."""
    monkeypatch.setattr("suitehouse.privacy.e164._FEW", 0)
