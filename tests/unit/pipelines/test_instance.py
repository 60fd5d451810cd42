"""One Dagster instance for a home: SQLite beside its configuration, or Postgres by environment."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import pytest
import yaml

from pipelines.commands.demo import demo
from pipelines.instance import POSTGRES_VARIABLE, prepare_instance
from suitehouse.errors import ConfigurationError
from suitehouse.settings import Settings

SECRET_URL = "postgresql+psycopg2://dagster:hunter2@db/dagster"


def config(folder: Path) -> dict[str, object]:
    return yaml.safe_load((folder / "dagster.yaml").read_text())


def test_without_postgres_storage_is_the_home_itself(tmp_path: Path):
    folder = prepare_instance(Settings(home=tmp_path), {})

    assert folder == tmp_path / "dagster"
    assert "storage" not in config(folder)


def test_nothing_is_sent_anywhere_and_no_dialog_is_shown(tmp_path: Path):
    found = config(prepare_instance(Settings(home=tmp_path), {}))

    assert found["telemetry"] == {"enabled": False}
    assert found["nux"] == {"enabled": False}


def test_with_postgres_the_file_names_the_variable_and_not_its_value(tmp_path: Path):
    folder = prepare_instance(Settings(home=tmp_path), {POSTGRES_VARIABLE: SECRET_URL})

    assert config(folder)["storage"] == {"postgres": {"postgres_url": {"env": POSTGRES_VARIABLE}}}
    assert "hunter2" not in (folder / "dagster.yaml").read_text()


def test_a_url_without_the_driver_is_refused_and_not_shown(tmp_path: Path):
    environment = {POSTGRES_VARIABLE: "postgresql://dagster:hunter2@db/dagster"}

    with pytest.raises(ConfigurationError, match=r"postgresql\+psycopg2") as refused:
        prepare_instance(Settings(home=tmp_path), environment)

    assert "hunter2" not in str(refused.value)


def test_an_instance_that_is_right_already_is_not_touched(tmp_path: Path):
    settings = Settings(home=tmp_path)
    path = prepare_instance(settings, {}) / "dagster.yaml"
    before = path.stat().st_mtime_ns

    prepare_instance(settings, {})

    assert path.stat().st_mtime_ns == before
    assert [file.name for file in path.parent.iterdir()] == ["dagster.yaml"]


@pytest.mark.parametrize("character", ["?", "%", "'", '"', "\\"])
def test_a_home_that_cannot_be_opened_is_refused_before_anything_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, character: str
):
    home = tmp_path / f"a{character}b" / "home"
    monkeypatch.setenv("SUITEHOUSE_HOME", str(home))

    for use in (lambda: prepare_instance(Settings(home=home), {}), demo):
        with pytest.raises(ConfigurationError, match="SUITEHOUSE_HOME") as refused:
            use()
        assert f"has a {character} in it" in str(refused.value)

    assert list(tmp_path.iterdir()) == []


def test_an_instance_opens_in_a_home_of_any_other_name(tmp_path: Path):
    folder = prepare_instance(Settings(home=tmp_path / "a home; #ü日 {{x}} $y"), {})

    with dg.DagsterInstance.from_config(str(folder)) as instance:
        assert instance.get_runs() == []
    assert (folder / "history" / "runs.db").exists()
