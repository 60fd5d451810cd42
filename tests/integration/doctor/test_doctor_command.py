"""`suitehouse doctor` as a user calls it: exit status, lines, JSON, no secrets."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import typer
from typer.testing import CliRunner

from pipelines.commands.doctor import doctor
from suitehouse.privacy.keys import generate_key_file

if TYPE_CHECKING:
    from conftest import PrivateServer

pytestmark = pytest.mark.integration

TABLES = ("accounts", "contacts", "users")


def run(*arguments: str):
    app = typer.Typer(pretty_exceptions_enable=False)
    app.command()(doctor)
    return CliRunner().invoke(app, arguments)


@pytest.fixture
def configured(mariadb: PrivateServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = mariadb.fresh_database()
    with mariadb.connect(url) as connection:
        for table in TABLES:
            connection.cursor().execute(f"create table {table} (id char(36) primary key)")
    key = tmp_path / "masking.key"
    generate_key_file(key)
    monkeypatch.setenv("CRM_URL", url)
    monkeypatch.setenv("SUITEHOUSE_SOURCE_URL", "env:CRM_URL")
    monkeypatch.setenv("SUITEHOUSE_MASKING_KEY", f"file:{key}")
    return url


@pytest.mark.usefixtures("configured")
def test_a_working_set_up_exits_with_zero_and_prints_remedies() -> None:
    result = run()

    assert result.exit_code == 0, result.output
    assert "ok    source: " in result.output
    assert "warn  source columns: " in result.output
    assert "      -> " in result.output


@pytest.mark.usefixtures("configured")
def test_json_holds_the_same_findings() -> None:
    report = json.loads(run("--json").stdout)

    assert report["fit"] is True
    assert {tuple(sorted(each)) for each in report["findings"]} == {
        ("details", "level", "message", "remedy", "subject")
    }


def test_nothing_configured_exits_with_one_and_says_what_to_set(isolated_home: Path) -> None:
    result = run()

    assert result.exit_code == 1
    assert "fail  source: SUITEHOUSE_SOURCE_URL is not set" in result.output
    assert "fail  masking key: SUITEHOUSE_MASKING_KEY is not set" in result.output
    assert not isolated_home.exists()


def test_a_password_and_a_key_are_not_printed(
    configured: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRM_URL", configured.replace("root", "root:hunter2hunter2", 1))
    monkeypatch.setenv("SUITEHOUSE_MASKING_KEY", "5ec2e7" * 11)

    result = run()

    assert result.exit_code == 1
    assert "hunter2" not in result.output
    assert "5ec2e7" not in result.output


@pytest.mark.usefixtures("configured")
def test_a_wrong_policy_ends_the_command(tmp_path: Path) -> None:
    (tmp_path / "suitehouse.toml").write_text("[capture]\noverlap = 1\n")

    result = run()

    assert getattr(result.exception, "exit_status", None) == 2
