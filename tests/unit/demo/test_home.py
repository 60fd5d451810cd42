"""The demo never replaces what it did not make, and its fallbacks never serve another source."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from suitehouse.demo.fallback import masking_reference, source_url
from suitehouse.demo.home import DemoHome
from suitehouse.demo.setting_up import claim_home
from suitehouse.errors import ConfigurationError
from suitehouse.settings import Settings

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


def _made(home: Path, *, is_complete: bool = True) -> DemoHome:
    demo = DemoHome(home)
    demo.write_note(rows=50, seed=1, built_at=NOW, is_complete=is_complete)
    return demo


@pytest.mark.parametrize(
    "name", ["warehouse.duckdb", "published", "masking.key", "exports", "recon"]
)
def test_a_home_with_things_of_ones_own_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine")

    with pytest.raises(ConfigurationError, match=f"holds {name}, which no demo made"):
        claim_home(DemoHome(tmp_path), rows=50, clock=lambda: NOW)

    assert (tmp_path / name).read_text() == "mine"
    assert not (tmp_path / "demo").exists()


def test_a_home_of_a_demo_is_cleared_but_keeps_its_key(tmp_path: Path) -> None:
    _made(tmp_path)
    for name in ("warehouse.duckdb", "masking.key", "theirs.txt"):
        (tmp_path / name).write_text("old")
    (tmp_path / "published").mkdir()

    claim_home(DemoHome(tmp_path), rows=70, clock=lambda: NOW)

    assert not (tmp_path / "warehouse.duckdb").exists()
    assert not (tmp_path / "published").exists()
    assert (tmp_path / "masking.key").read_text() == "old"
    assert (tmp_path / "theirs.txt").read_text() == "old"
    note = json.loads((tmp_path / "demo" / "company.json").read_text())
    assert note == {
        "rows": 70, "seed": 20_251_218, "built_at": "2026-11-25T12:00:00+00:00",
        "is_complete": False,
    }  # fmt: skip


def test_a_new_home_gets_a_key_that_only_its_owner_reads(tmp_path: Path) -> None:
    claim_home(DemoHome(tmp_path), rows=50, clock=lambda: NOW)

    assert (tmp_path / "masking.key").stat().st_mode & 0o777 == 0o600


def test_a_demo_cut_short_may_start_over(tmp_path: Path) -> None:
    _made(tmp_path, is_complete=False)
    (tmp_path / "warehouse.duckdb").write_text("half")

    claim_home(DemoHome(tmp_path), rows=50, clock=lambda: NOW)

    assert not (tmp_path / "warehouse.duckdb").exists()


def test_a_configured_source_is_used_as_it_is(isolated_home: Path) -> None:
    _made(isolated_home)
    settings = Settings(source_url=SecretStr("mysql+pymysql://crm.example/crm"))

    with source_url(settings) as read_url:
        assert read_url() == "mysql+pymysql://crm.example/crm"


def test_a_source_may_be_a_secret_reference(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_URL", "mysql+pymysql://crm.example/crm")

    with source_url(Settings(source_url=SecretStr("env:CRM_URL"))) as read_url:
        assert read_url() == "mysql+pymysql://crm.example/crm"


def test_without_source_and_demo_the_message_says_what_to_set() -> None:
    with (
        pytest.raises(ConfigurationError, match=r"SUITEHOUSE_SOURCE_URL is not set.*demo"),
        source_url(Settings()),
    ):
        pass


def test_an_unfinished_demo_is_no_source(isolated_home: Path) -> None:
    _made(isolated_home, is_complete=False)

    with pytest.raises(ConfigurationError, match="no demo company"), source_url(Settings()):
        pass


def test_the_demo_key_serves_the_demo_only(isolated_home: Path) -> None:
    home = _made(isolated_home)
    real = Settings(source_url=SecretStr("mysql+pymysql://crm.example/crm"))

    assert masking_reference(Settings()) == f"file:{home.key_path}"
    assert masking_reference(Settings(masking_key="env:KEY")) == "env:KEY"
    with pytest.raises(ConfigurationError, match="SUITEHOUSE_MASKING_KEY is not set"):
        masking_reference(real)


def test_without_any_key_the_message_says_how_to_make_one() -> None:
    with pytest.raises(ConfigurationError, match="openssl rand -hex 32"):
        masking_reference(Settings())


@pytest.mark.parametrize("text", [b"", b"{}", b"[1]", b"\xff", b'{"rows": 5'])
def test_a_damaged_note_is_refused_and_nothing_is_touched(tmp_path: Path, text: bytes) -> None:
    demo = _made(tmp_path)
    demo.note_path.write_bytes(text)

    for use in (lambda: demo.has_company, demo.claim):
        with pytest.raises(ConfigurationError, match=r"company\.json is damaged(.|\n)*remove"):
            use()

    assert demo.note_path.read_bytes() == text
