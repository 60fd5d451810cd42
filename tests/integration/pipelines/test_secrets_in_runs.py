"""What Dagster keeps and shows of a run: configuration, events, errors, snapshots, log lines."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import dagster as dg
import pytest
from tiny_crm import TABLES, run

import resources
from pipelines.definitions import definitions_with
from pipelines.instance import prepare_instance
from suitehouse.discovery import objects_in
from suitehouse.privacy.canaries import find_in_tree
from suitehouse.settings import Settings

if TYPE_CHECKING:
    from conftest import PrivateServer

pytestmark = [
    pytest.mark.integration,
    pytest.mark.usefixtures("manifest"),
    # Dagster's own use of pydantic, when a resource is made.
    pytest.mark.filterwarnings("ignore:The `__fields__` attribute is deprecated"),
]

PASSWORD = "p4ssw0rd-of-the-reader"
KEY = "k3y-0123456789-abcdefghijklmnopqrstuv"
IN_A_SNAPSHOT = "File of reviewed policy"  # of the resource's configuration
TALKATIVE = {"loggers": {"console": {"config": {"log_level": "DEBUG"}}}}
Land = Callable[[], tuple[bool, str]]


@pytest.fixture
def crm_url(mariadb: PrivateServer) -> str:
    """URL of a tiny CRM with the password of its reader."""
    url = mariadb.fresh_database()
    database = url.partition("?")[0].rpartition("/")[2]
    run(
        mariadb,
        url,
        *(f"create table {table} ({columns})" for table, columns in TABLES.items()),
        f"create or replace user shown@localhost identified by '{PASSWORD}'",
        f"grant select on `{database}`.* to shown@localhost",
    )
    return url.replace("root@", f"shown:{PASSWORD}@")


@pytest.fixture
def land(capfd: pytest.CaptureFixture[str]) -> Land:
    """Land a few tables with the real resources; return whether they did, and what was printed."""

    def land() -> tuple[bool, str]:
        job = definitions_with(objects_in(resources)).resolve_job_def("hourly_pipeline")
        with dg.DagsterInstance.from_config(str(prepare_instance(Settings()))) as instance:
            done = job.execute_in_process(
                instance=instance,
                raise_on_error=False,
                run_config=TALKATIVE,
                asset_selection=[dg.AssetKey(["landing", table]) for table in TABLES],
            )
        printed = capfd.readouterr()
        return bool(done.get_asset_materialization_events()), printed.out + printed.err

    return land


@pytest.fixture(params=["by reference", "by value"])
def set_source(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[[str], None]:
    """Set the source's URL, and a masking key of words."""

    def set_source(url: str) -> None:
        (tmp_path / "url").write_text(url)
        value = f"file:{tmp_path / 'url'}" if request.param == "by reference" else url
        monkeypatch.setenv("SUITEHOUSE_SOURCE_URL", value)
        monkeypatch.setenv("CRM_KEY", KEY)
        monkeypatch.setenv("SUITEHOUSE_MASKING_KEY", "env:CRM_KEY")

    return set_source


@pytest.mark.parametrize("is_right", [True, False])
def test_neither_password_nor_key_is_kept_or_printed(
    isolated_home: Path,
    crm_url: str,
    set_source: Callable[[str], None],
    land: Land,
    is_right: bool,
) -> None:
    set_source(crm_url if is_right else crm_url.replace(PASSWORD, f"{PASSWORD}-of-before"))

    has_landed, printed = land()

    assert has_landed == is_right
    assert "landing" in printed
    assert PASSWORD not in printed
    assert KEY not in printed
    assert find_in_tree(isolated_home, [PASSWORD, KEY]) == ()
    assert find_in_tree(isolated_home, [IN_A_SNAPSHOT]), "the search reads what Dagster keeps"
