"""SuiteCRM's own schema is what the shipped contracts and the list of left-out tables say."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from pipelines import commands
from pipelines.cli import build_app

pytestmark = pytest.mark.integration


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("diff", "no drift: 162 contracts held against the live schema\n"),
        ("sync", "nothing to do\n"),
    ],
)
def test_genuine_suitecrm_has_no_drift(
    genuine_url: str, monkeypatch: pytest.MonkeyPatch, command: str, said: str
) -> None:
    monkeypatch.setenv("SUITEHOUSE_SOURCE_URL", genuine_url)

    done = CliRunner().invoke(build_app(commands), ["contracts", command], catch_exceptions=False)

    assert (done.exit_code, done.output) == (0, said)
