"""Only a build that passed everything is published, and only while the warehouse holds just it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import duckdb
import pytest
from pipeline_world import World

import resources
from assets.ports import ModelBuilder, Warehouse
from suitehouse.discovery import objects_in
from suitehouse.errors import CheckFailedError
from suitehouse.modelling.builds import (
    Build,
    last_build_path,
    passed_build_path,
    save_build,
    table_versions,
)
from suitehouse.modelling.project import build_fingerprint
from suitehouse.quality.results import FailedExpectation, SuiteResult
from suitehouse.reconcile.policy import ReconcilePolicy
from suitehouse.settings import Policy, Settings
from suitehouse.warehouses.duckdb import DuckDbWarehouse
from suitehouse.warehouses.protocol import SealedLoad, TableLoad

AT = datetime(2026, 3, 1, tzinfo=UTC)
POLICY = Policy()
# Dagster's own use of pydantic, when a resource is made.
pytestmark = pytest.mark.filterwarnings("ignore:The `__fields__` attribute is deprecated")


@pytest.fixture(autouse=True)
def unmet(monkeypatch: pytest.MonkeyPatch) -> list[FailedExpectation]:
    """What every suite finds, instead of the seconds that the real ones take: nothing, as yet."""
    found: list[FailedExpectation] = []
    monkeypatch.setattr(
        "resources.warehouse.run_suites",
        lambda *_, **__: (SuiteResult("core", ("marts", "people"), 1, 1, tuple(found)),),
    )
    return found


@pytest.fixture
def warehouse() -> Warehouse:
    """The real one, over the DuckDB file of the settings; made in a test, for its warnings."""
    return cast("Warehouse", objects_in(resources)["warehouse"])


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, _env_file=None)


def land(settings: Settings, run_id: str, *, rows: int = 3, at: datetime = AT) -> None:
    """What a capture leaves: a row, and the note of a load that changed the table."""
    load = TableLoad("contacts", "cursor", "window", rows, rows, 0, rows, at)
    with DuckDbWarehouse(settings.warehouse_path) as target:
        target.note_loads([SealedLoad(load, "shape", run_id, at, at)])


def build(settings: Settings, run_id: str) -> None:
    """What a build that passed its tests leaves."""
    with DuckDbWarehouse(settings.warehouse_path) as target:
        versions = table_versions(target)
    now = build_fingerprint(POLICY.reconcile.base_currency)
    save_build(Build(run_id=run_id, fingerprint=now, versions=versions), last_build_path(settings))


def published_loads(settings: Settings) -> int:
    with duckdb.connect(str(settings.published_path), read_only=True) as database:
        return len(database.execute("from ops.table_loads").fetchall())


def test_a_build_that_met_its_suites_is_published_once(settings: Settings, warehouse: Warehouse):
    land(settings, "first")
    build(settings, "first")
    warehouse.run_suites(settings, POLICY, (), run_id="first")

    first = warehouse.publish(settings, POLICY)

    assert first.was_replaced
    assert published_loads(settings) == 1
    assert warehouse.is_published(settings, POLICY)
    assert not warehouse.publish(settings, POLICY).was_replaced


def test_without_a_build_nothing_is_published(settings: Settings, warehouse: Warehouse):
    land(settings, "first")

    with pytest.raises(CheckFailedError, match="suitehouse run"):
        warehouse.publish(settings, POLICY)

    assert not settings.published_path.exists()


def test_a_build_that_no_suite_has_seen_is_not_published(settings: Settings, warehouse: Warehouse):
    land(settings, "first")
    build(settings, "first")

    with pytest.raises(CheckFailedError, match="has not met the quality suites"):
        warehouse.publish(settings, POLICY)

    assert not settings.published_path.exists()


def test_a_build_with_an_unmet_suite_is_not_published(
    settings: Settings, warehouse: Warehouse, unmet: list[FailedExpectation]
):
    land(settings, "first")
    build(settings, "first")
    unmet.append(FailedExpectation("ExpectSomething", ("id",), 4))
    warehouse.run_suites(settings, POLICY, (), run_id="first")

    with pytest.raises(CheckFailedError, match="has not met the quality suites"):
        warehouse.publish(settings, POLICY)

    assert not settings.published_path.exists()


def test_a_pass_is_of_one_build_and_not_of_the_next(settings: Settings, warehouse: Warehouse):
    land(settings, "first")
    build(settings, "first")
    warehouse.run_suites(settings, POLICY, (), run_id="first")
    build(settings, "second")

    with pytest.raises(CheckFailedError, match="has not met the quality suites"):
        warehouse.publish(settings, POLICY)


@pytest.mark.parametrize("checked", ["before", "after"])
def test_rows_that_landed_after_the_models_were_built_are_not_published(
    settings: Settings, warehouse: Warehouse, checked: str
):
    land(settings, "first")
    build(settings, "first")
    if checked == "before":
        warehouse.run_suites(settings, POLICY, (), run_id="first")
    land(settings, "between")
    if checked == "after":
        warehouse.run_suites(settings, POLICY, (), run_id="first")

    with pytest.raises(CheckFailedError, match="have changed since models were last built"):
        warehouse.publish(settings, POLICY)

    assert not settings.published_path.exists()


def test_what_was_published_stays_when_more_has_landed(settings: Settings, warehouse: Warehouse):
    land(settings, "first")
    build(settings, "first")
    warehouse.run_suites(settings, POLICY, (), run_id="first")
    warehouse.publish(settings, POLICY)
    land(settings, "second")

    assert not warehouse.is_published(settings, POLICY)
    assert not warehouse.publish(settings, POLICY).was_replaced
    assert published_loads(settings) == 1


def test_another_base_currency_is_another_build(settings: Settings, warehouse: Warehouse):
    land(settings, "first")
    build(settings, "first")
    warehouse.run_suites(settings, POLICY, (), run_id="first")
    dollars = Policy(reconcile=ReconcilePolicy(base_currency="USD"))

    with pytest.raises(CheckFailedError, match="have changed"):
        warehouse.publish(settings, dollars)


def test_a_load_is_the_last_by_order_and_not_by_clock(settings: Settings):
    land(settings, "first")
    with DuckDbWarehouse(settings.warehouse_path) as target:
        before = table_versions(target)
    land(settings, "set back", rows=4, at=AT.replace(year=2025))

    with DuckDbWarehouse(settings.warehouse_path) as target:
        after = table_versions(target)

    assert before == {"contacts": "first 1 3"}
    assert after == {"contacts": "set back 2 4"}


def test_the_snapshot_materialised_alone_is_refused_after_a_failed_suite(
    world: World, settings: Settings, warehouse: Warehouse
):
    land(settings, "first")
    build(settings, "first")
    world.real_warehouse = warehouse

    with pytest.raises(CheckFailedError, match="has not met the quality suites"):
        world.run(["published", "snapshot"])

    assert not settings.published_path.exists()


def test_a_new_build_of_models_withdraws_what_was_passed(
    world: World, settings: Settings, warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
):
    builder = cast("ModelBuilder", objects_in(resources)["dbt"])
    land(settings, "first")
    build(settings, "first")
    warehouse.run_suites(settings, POLICY, (), run_id="first")
    assert passed_build_path(settings).exists()
    monkeypatch.setattr("resources.dbt.run_dbt", lambda *_, **__: True)

    builder.build(settings, world.policy, ())

    with pytest.raises(CheckFailedError, match="has not met the quality suites"):
        warehouse.publish(settings, POLICY)
