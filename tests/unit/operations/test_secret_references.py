"""Secret references: what each scheme reads, and messages that help without telling."""

from __future__ import annotations

from pathlib import Path

import pytest

from suitehouse.errors import ConfigurationError
from suitehouse.operations.secret_references import (
    is_secret_reference,
    resolve_if_reference,
    resolve_secret,
    secret_schemes,
)


def test_a_scheme_has_the_name_of_its_file_with_dashes() -> None:
    assert sorted(secret_schemes()) == ["aws-sm", "env", "file", "vault"]


def test_env_reads_the_variable_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_SECRET", "pä:ss=1")

    assert resolve_secret("env:SOME_SECRET") == "pä:ss=1"


def test_file_reads_text_without_the_editors_line_end(tmp_path: Path) -> None:
    path = tmp_path / "password"
    path.write_bytes("grün \n".encode())

    assert resolve_secret(f"file:{path}") == "grün "


@pytest.mark.parametrize("value", ["mysql+pymysql://u:p@h/crm", "duckdb:///x.duckdb", "plain", ""])
def test_a_url_or_plain_value_is_not_a_reference(value: str) -> None:
    assert not is_secret_reference(value)
    assert resolve_if_reference(value) == value


def test_a_url_may_be_kept_behind_a_reference(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_URL", "mysql+pymysql://u:p@h/crm")

    assert resolve_if_reference("env:CRM_URL") == "mysql+pymysql://u:p@h/crm"


@pytest.mark.parametrize("reference", ["gcp-sm:crm/key", "aws_sm:crm/key", "hunter2:letmein"])
def test_an_unknown_scheme_lists_what_works_and_quotes_nothing(reference: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        resolve_secret(reference)

    assert "aws-sm:…, env:…, file:… or vault:…." in str(caught.value)
    assert reference.split(":")[1] not in str(caught.value)


def test_a_secret_in_place_of_its_reference_is_not_quoted() -> None:
    with pytest.raises(ConfigurationError) as caught:
        resolve_secret("3f9ac0ffee")

    assert "3f9ac0ffee" not in str(caught.value)


def test_a_missing_empty_or_huge_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    (tmp_path / "huge").write_bytes(b"x" * 70_000)

    for name, reason in [("gone", "cannot be read"), ("empty", "empty"), ("huge", "too large")]:
        with pytest.raises(ConfigurationError, match=reason) as caught:
            resolve_secret(f"file:{tmp_path / name}")
        assert name in str(caught.value)


def test_bytes_that_are_no_text_are_not_carried_by_the_error(tmp_path: Path) -> None:
    path = tmp_path / "binary"
    path.write_bytes(b"\xff\xfesecret")

    with pytest.raises(ConfigurationError, match=r"^(file|env):.*UTF-8") as caught:
        resolve_secret(f"file:{path}")

    assert caught.value.__context__ is None
