"""A table that cannot be captured does not keep the others from the other warehouses."""

from __future__ import annotations

from typing import Any

import pytest

from suitehouse.delivery import configured
from suitehouse.errors import SourceRefusedError, TargetUnreachableError
from suitehouse.settings import Settings

SETTINGS = Settings(warehouse_url="postgresql://there/db", _env_file=None)  # type: ignore[call-arg]


def failing_pass() -> None:
    with configured.delivered_in_any_case(SETTINGS, None, None):  # type: ignore[arg-type]
        raise SourceRefusedError("contacts: no SELECT")


def test_what_landed_is_brought_and_the_passes_error_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(configured, "deliver_configured", lambda *given: asked.append(given))

    with pytest.raises(SourceRefusedError, match="contacts"):
        failing_pass()

    assert len(asked) == 1


def test_a_target_that_fails_as_well_hides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: Any) -> None:
        raise TargetUnreachableError("away")

    monkeypatch.setattr(configured, "deliver_configured", away)

    with pytest.raises(SourceRefusedError, match="contacts"):
        failing_pass()


def test_a_pass_that_ends_well_is_left_to_its_caller(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(configured, "deliver_configured", lambda *given: asked.append(given))

    with configured.delivered_in_any_case(SETTINGS, None, None):  # type: ignore[arg-type]
        pass

    assert asked == []
