"""How the resources reach the world: what dbt is told, and what they leave alone."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import duckdb
import pytest
from books import quickbooks
from fakes import FakeWarehouse
from pipeline_world import World

import resources
from assets.ports import Exports, ModelBuilder, Warehouse
from suitehouse.contracts.model import load_contracts
from suitehouse.discovery import objects_in
from suitehouse.errors import ConfigurationError, WarehouseError
from suitehouse.modelling.landing import complete_landing
from suitehouse.reconcile.policy import ReconcilePolicy
from suitehouse.settings import Policy, Settings
from suitehouse.warehouses.duckdb import DuckDbWarehouse

# Dagster's own use of pydantic, when a resource is made.
pytestmark = pytest.mark.filterwarnings("ignore:The `__fields__` attribute is deprecated")

BUILT = {
    "info": {"name": "LogModelResult"},
    "data": {"node_info": {"unique_id": "model.suitehouse.people", "node_status": "error"}},
}


class Dbt:
    """Takes the place of dbt itself; answers as it is told to."""

    def __init__(self) -> None:
        self.succeeds = True
        self.events: list[Mapping[str, Any]] = []
        self.arguments: list[str] = []
        self.database = Path()

    def __call__(
        self, arguments: Sequence[str], *, database: Path, on_event: Any, **_: Any
    ) -> bool:
        self.arguments, self.database = list(arguments), database
        for event in self.events:
            on_event(event)
        return self.succeeds


@pytest.fixture
def dbt(monkeypatch: pytest.MonkeyPatch, manifest: None) -> Dbt:  # noqa: ARG001 - dbt needs it
    fake = Dbt()
    monkeypatch.setattr("resources.dbt.run_dbt", fake)
    return fake


def builder() -> ModelBuilder:
    return cast("ModelBuilder", objects_in(resources)["dbt"])


def test_dbt_builds_the_warehouse_that_capture_fills(tmp_path: Path, dbt: Dbt):
    other = tmp_path / "elsewhere" / "crm.duckdb"
    settings = Settings(home=tmp_path, warehouse_url=f"duckdb://{other}", _env_file=None)

    builder().build(settings, Policy(), ())

    assert dbt.database.path == other
    assert other.exists()
    assert not settings.warehouse_path.exists()


def test_dbt_is_told_the_base_currency_of_the_policy(tmp_path: Path, dbt: Dbt):
    policy = Policy(reconcile=ReconcilePolicy(base_currency="USD"))

    builder().build(Settings(home=tmp_path, _env_file=None), policy, ("people",))

    assert dbt.arguments[:3] == ["build", "--select", "people"]
    assert json.loads(dbt.arguments[dbt.arguments.index("--vars") + 1]) == {"base_currency": "USD"}


@pytest.mark.usefixtures("dbt")
def test_another_base_currency_builds_everything(tmp_path: Path):
    settings, policy = Settings(home=tmp_path, _env_file=None), Policy()
    builder().build(settings, policy, ())
    builder().remember(settings, builder().plan(settings, policy).done("first", ()))
    assert builder().plan(settings, policy).is_empty

    dollars = Policy(reconcile=ReconcilePolicy(base_currency="USD"))

    assert builder().plan(settings, dollars).everything


def test_a_failure_outside_of_models_and_tests_is_raised(tmp_path: Path, dbt: Dbt):
    dbt.succeeds = False

    with pytest.raises(WarehouseError, match=r"dbt\.log"):
        builder().build(Settings(home=tmp_path, _env_file=None), Policy(), ())


def test_a_failed_model_is_an_answer(tmp_path: Path, dbt: Dbt):
    dbt.succeeds, dbt.events = False, [BUILT]

    results = builder().build(Settings(home=tmp_path, _env_file=None), Policy(), ())

    assert [(node.name, node.has_failed) for node in results] == [("people", True)]


class Landed(FakeWarehouse):
    """Checks keys in the real warehouse, which may lack a table; the rest is as the test says."""

    def duplicate_keys(self, settings: Settings, tables: Any) -> Mapping[str, int]:
        real = cast("Warehouse", objects_in(resources)["warehouse"])
        return real.duplicate_keys(settings, tables)


def landed_without(home: Path, *absent: str) -> Settings:
    settings = Settings(home=home, _env_file=None)
    contracts = {t: contract for t, contract in load_contracts().items() if t not in absent}
    with DuckDbWarehouse(settings.warehouse_path) as warehouse:
        complete_landing(warehouse, contracts)
    return settings


def test_a_run_over_a_crm_without_a_table_ends_well(world: World):
    landed_without(world.home, "surveys", "surveys_audit")
    world.crm.absent = {"surveys", "surveys_audit"}
    world.dbt.everything = True
    world.warehouse = Landed()

    assert world.run().success
    assert world.warehouse.publications == 1


def test_keys_are_the_same_only_byte_for_byte(tmp_path: Path):
    settings = landed_without(tmp_path)
    with duckdb.connect(str(settings.warehouse_path)) as database:
        database.execute("insert into landing.contacts (id) values ('a1'), ('A1'), ('a1')")
    warehouse = cast("Warehouse", objects_in(resources)["warehouse"])

    assert warehouse.duplicate_keys(settings, ["contacts", "accounts"]) == {
        "contacts": 1,
        "accounts": 0,
    }


@pytest.mark.parametrize("configured", [True, False])
def test_a_folder_without_a_visible_file_is_nothing_to_reconcile(tmp_path: Path, configured: bool):
    folder = tmp_path / "exports"
    (folder / "old").mkdir(parents=True)
    (folder / ".gitkeep").touch()
    settings = Settings(
        home=tmp_path, exports_url=str(folder) if configured else None, _env_file=None
    )
    exports = cast("Exports", objects_in(resources)["exports"])

    assert exports.reconciled(settings, Policy()) is None


def test_an_exports_folder_that_is_not_there_is_named(tmp_path: Path):
    settings = Settings(home=tmp_path, exports_url=str(tmp_path / "exprots"), _env_file=None)
    exports = cast("Exports", objects_in(resources)["exports"])

    with pytest.raises(ConfigurationError, match="exprots"):
        exports.reconciled(settings, Policy())


@pytest.mark.parametrize(("month", "folder"), [(None, "latest"), ("2026-02", "2026-02")])
def test_a_month_is_written_to_a_folder_of_its_name(tmp_path: Path, month: str | None, folder: str):
    settings = landed_without(tmp_path)
    (tmp_path / "exports").mkdir()
    row = "03/10/2026,Invoice,INV-1,Acme,,03/31/2026,100.00,0.00"
    (tmp_path / "exports" / "invoices.csv").write_bytes(quickbooks(row, total="100.00"))
    exports = cast("Exports", objects_in(resources)["exports"])

    written = exports.reconciled(settings, Policy(), month=month)

    assert written is not None
    assert written.path == tmp_path / "recon" / folder / "report.html"
    assert written.report.is_requested is (month is not None)
    assert [path.name for path in (tmp_path / "recon").iterdir()] == [folder]
