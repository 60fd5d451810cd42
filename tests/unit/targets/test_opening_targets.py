"""A target is found by its URL's scheme, before anything is read or written."""

from __future__ import annotations

import re
import sys
from types import ModuleType
from typing import Any

import pytest

from suitehouse.errors import ConfigurationError
from suitehouse.targets import opening
from suitehouse.targets._extras import needs_extra
from suitehouse.targets._label import label_of


@pytest.mark.parametrize("url", ["oracle://host/db", "protocol://x", "building://x", "plain"])
def test_a_scheme_that_no_target_reads_is_refused(url: str) -> None:
    with pytest.raises(ConfigurationError, match=r"use .*duckdb://.*postgresql://"):
        opening.check_reference(url)


def test_a_missing_driver_says_what_to_install() -> None:
    with pytest.raises(ConfigurationError, match=r"pip install 'suitehouse\[postgres\]'"):  # noqa: SIM117 - one of them is tested
        with needs_extra("postgres", "postgresql"):
            raise ImportError("no such driver")


def test_a_url_may_be_a_secret_reference(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WHERE_TO", "postgresql://me:secret@host:5433/db?sslmode=require")

    assert opening.check_reference("env:WHERE_TO") == "postgresql://host:5433/db"


@pytest.mark.parametrize(
    ("url", "label"),
    [
        ("postgresql://me:p%40ss@host/db", "postgresql://host/db"),
        ("snowflake://me@account/db/schema?warehouse=w&token=t", "snowflake://account/db/schema"),
        ("bigquery://project/dataset", "bigquery://project/dataset"),
        ("postgresql://me@[::1]:5433/db", "postgresql://[::1]:5433/db"),
        ("postgresql://me:pw@One:5432,two/db", "postgresql://one:5432,two/db"),
        ("postgresql:///db?service=dw", "postgresql:///db"),
        ("parquet:///srv/a@b", "parquet:///srv/a@b"),
    ],
)
def test_a_label_holds_no_secret(url: str, label: str) -> None:
    assert label_of(url) == label


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://me:pa/ss@word:host/db",
        "postgresql://me:12/34@host/db",
        "postgresql://me:/34@host/db",
        "postgresql://me:12#34@host/db",
        "postgresql://me:12?34@host/db",
        "postgresql://me:12[34@host/db",
    ],
)
def test_a_password_that_is_not_encoded_is_refused_and_not_quoted(url: str) -> None:
    with pytest.raises(ConfigurationError, match="percent-encoded") as caught:
        label_of(url)

    assert not {"12", "34", "ss@word"} & set(re.findall(r"ss@word|\d+", str(caught.value)))


def test_a_scheme_is_told_once_and_the_one_that_is_wrong_is_named() -> None:
    with pytest.raises(ConfigurationError) as caught:
        opening.check_reference("mysql://me:secret@host/db")

    message = str(caught.value)
    assert message.count("duckdb://") == 1
    assert "mysql://" in message
    assert "secret" not in message


def test_a_scheme_may_name_a_driver_as_elsewhere() -> None:
    target = opening.open_target("postgresql+psycopg2://me:secret@host/db")

    assert target.label == "postgresql://host/db"


def test_a_package_adds_a_target_by_an_entry_point(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("their_targets")
    module.open_target = lambda url: f"opened {url}"  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "their_targets", module)
    monkeypatch.setattr(opening, "entry_points", _entry_points)

    assert opening.open_target("clickhouse://host/db") == "opened clickhouse://host/db"  # type: ignore[comparison-overlap]
    assert "clickhouse" in opening.known_schemes()


def _entry_points(group: str, name: str | None = None) -> list[Any]:
    from importlib.metadata import EntryPoint  # noqa: PLC0415 - for this fake alone

    assert group == "suitehouse.targets"
    found = [EntryPoint("clickhouse", "their_targets:open_target", group)]
    return [entry for entry in found if name in {None, entry.name}]
