"""The dbt project, unchanged, compiled by dbt's adapter for Redshift, which nothing stands in for.

No statement is sent. On the other clouds the whole is built on emulators, and so compiled too.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from clouds import Cloud, Outcome, assert_whole, dbt, failed, unread

REDSHIFT = Cloud(
    "redshift", {"HOST": "127.0.0.1", "USER": "me", "PASSWORD": "none", "DATABASE": "crm"}
)
OFFLINE = ("--no-introspect", "--no-populate-cache")


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("redshift")


@pytest.fixture(scope="module")
def compiled(work: Path) -> Mapping[str, Outcome]:
    """What dbt said of each model and test."""
    return dbt(REDSHIFT, work, "compile", *OFFLINE)


def test_every_model_and_test_is_compiled(compiled: Mapping[str, Outcome], work: Path) -> None:
    assert_whole(compiled, work)
    assert failed(compiled) == set()


def test_a_parser_of_redshifts_sql_reads_all_of_it(compiled: Mapping[str, Outcome]) -> None:
    assert unread(compiled, "redshift") == set()
