"""Analysts go from a snapshot of the former key to one of the new key, models built in between."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest
from captures import Capturer
from genuine import load_genuine
from rotations import FORMER, NEW, NEW_HEX

from suitehouse.modelling.builds import Build, save_build, table_versions
from suitehouse.modelling.publishing import notes_of, pass_build, publish_build
from suitehouse.operations.progress import SilentProgress
from suitehouse.privacy.canaries import find_in_tree
from suitehouse.rotation.configured import plan_configured, rotate_configured
from suitehouse.settings import Policy, Settings
from suitehouse.warehouses.duckdb import DuckDbWarehouse

# Great Expectations and dbt, when they are imported.
pytestmark = [
    pytest.mark.integration,
    pytest.mark.filterwarnings(
        "ignore::DeprecationWarning", "ignore::FutureWarning", "ignore::PendingDeprecationWarning"
    ),
]

POLICY = Policy()


@pytest.fixture
def settings(mariadb: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A home whose landing was published, with the former key in use and a new one at hand."""
    url = mariadb.fresh_database()
    load_genuine(url)
    monkeypatch.setenv("SUITEHOUSE_SOURCE_URL", url)
    monkeypatch.setenv("SUITEHOUSE_MASKING_KEY", "env:FORMER_TEST_KEY")
    monkeypatch.setenv("FORMER_TEST_KEY", bytes(range(32)).hex())
    monkeypatch.setenv("NEW_TEST_KEY", NEW_HEX)
    settings = Settings(home=tmp_path / "home", _env_file=None)
    Capturer(url, settings.warehouse_path, key=FORMER).run()
    notes = notes_of(settings, POLICY)
    with DuckDbWarehouse(settings.warehouse_path) as warehouse:
        versions = table_versions(warehouse)
        build = Build(run_id="first", fingerprint=notes.fingerprint, versions=versions)
        save_build(build, notes.built)
        pass_build(warehouse, notes)
        publish_build(warehouse, notes)
    return settings


def rotate(settings: Settings) -> bool:
    """Rotate; say whether it published."""
    ids = iter(f"rotation-{number}" for number in range(100))
    done = rotate_configured(
        settings, POLICY, SilentProgress(), to="env:NEW_TEST_KEY", new_id=lambda: next(ids)
    )
    return done.was_published


def test_models_are_built_and_published_with_the_new_key(settings: Settings) -> None:
    assert find_in_tree(settings.published_path.parent, [f":{FORMER.key_id}:"])
    assert plan_configured(settings, POLICY, to="env:NEW_TEST_KEY").has_models

    assert rotate(settings)

    assert find_in_tree(settings.home, [f":{FORMER.key_id}:"]) == ()
    with duckdb.connect(str(settings.published_path), read_only=True) as published:
        tokens = published.execute(
            "select count(email_token), count(*) filter (email_token like ?) from marts.people",
            [f"email:{NEW.key_id}:%"],
        ).fetchall()
        contacts = published.execute("select count(*) from staging.stg_suitecrm__contacts")
        assert tokens[0][0] == tokens[0][1] > 0
        assert contacts.fetchall() == [(200,)]
    # Killed before it published, it publishes when run again.
    notes = notes_of(settings, POLICY)
    notes.shown.unlink()
    settings.published_path.write_bytes(b"of the former key")
    assert rotate(settings)
    assert settings.published_path.stat().st_size > 1_000_000
