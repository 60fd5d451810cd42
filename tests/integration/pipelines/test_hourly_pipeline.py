"""The whole job in this process, over fakes: what runs, what a failed check stops, what is said."""

from __future__ import annotations

import importlib

import dagster as dg
import pytest
from fakes import LostExports
from pipeline_world import World

from pipelines.run_watch import RunWatch
from suitehouse.contracts.model import load_contracts
from suitehouse.errors import CheckFailedError, SourceUnreachableError
from suitehouse.modelling.results import NodeResult
from suitehouse.settings import CapturePolicy, Policy
from suitehouse.warehouses._pass_memory import LateRows

INVOICES = "model.suitehouse.invoices"
UNIQUE = "unique_invoices_invoice_id"


def materialised(result: dg.ExecuteInProcessResult) -> dict[tuple[str, ...], dict[str, object]]:
    events = result.get_asset_materialization_events()
    return {
        tuple(event.asset_key.path): {
            name: value.value for name, value in event.materialization.metadata.items()
        }
        for event in events
        if event.asset_key
    }


def test_a_changed_table_is_built_checked_and_published(world: World) -> None:
    world.crm.changing = {"aos_invoices"}
    world.dbt.tables = ("aos_invoices",)
    world.dbt.results = (NodeResult(INVOICES, "success", 0.5, 0),)

    result = world.run()

    seen = materialised(result)
    assert result.success
    assert world.dbt.selections == [("stg_suitecrm__aos_invoices+",)]
    assert seen["landing", "aos_invoices"]["rows_changed"] == 2
    assert seen["landing", "aos_invoices"]["dagster/row_count"] == 10
    assert seen["marts", "invoices"]["built"] is True
    assert seen["marts", "invoices"]["dagster/row_count"] == 7
    assert seen["marts", "people"]["built"] is False
    assert world.warehouse.publications == 1
    assert [build.run_id for build in world.dbt.remembered] == [result.run_id]


def test_other_warehouses_are_supplied_last_and_their_page_says_what_came(world: World) -> None:
    watch = RunWatch(lambda _line: None)

    result = world.run(listener=watch)

    page = materialised(result)["published", "targets"]
    order = [event.asset_key for event in result.get_asset_materialization_events()]
    assert order[-1] == dg.AssetKey(["published", "targets"])
    assert world.warehouse.deliveries == 1
    assert page["rows_sent"] == 7
    assert "postgresql://there/db: 7 rows of 1 table in" in str(page["targets"])
    (line,) = watch.outcome("run-1", 1.0).deliveries
    assert line.startswith("postgresql://there/db: 7 rows of 1 table in")
    assert "| landing.contacts | merge | 1 loads changed rows | 7 | 9 | 1024 | 0.50 |" in str(
        page["targets"]
    )


def test_a_tables_page_says_why_it_is_read_so_and_how_late_its_rows_are(world: World) -> None:
    world.crm.late_rows = {"contacts": LateRows(3, 20.0, 81_002.0, 90_000.0)}

    seen = materialised(world.run(("landing", "contacts"), ("landing", "users")))

    contacts, users = seen["landing", "contacts"], seen["landing", "users"]
    assert contacts["lane"] == "stamp"
    assert contacts["lane_reason"] == "comparing would take long"
    assert contacts["overlap_seconds"] == 600.0
    late = [
        contacts[f"late_{name}"]
        for name in ("rows_found", "seconds_median", "seconds_p95", "seconds_longest")
    ]
    assert late == [3, 20.0, 81_002.0, 90_000.0]
    assert "late_rows_found" not in users


def test_every_contract_is_captured_in_one_pass_and_stays_fresh(world: World) -> None:
    result = world.run()

    assert world.crm.passes == [(tuple(load_contracts()), False)]
    landed = {key[1] for key in materialised(result) if key[0] == "landing"}
    assert landed == set(load_contracts())


def test_without_changes_nothing_is_built_and_no_suite_is_run(world: World) -> None:
    world.warehouse.already_published = True
    world.warehouse.unmet = {("marts", "invoices")}  # would fail if it were run

    result = world.run()

    assert result.success
    assert world.dbt.selections == []
    assert world.dbt.remembered == []
    assert world.warehouse.asked_for_duplicates == [()]


def test_checks_without_changes_stay_passed_and_warnings_stay_warnings(world: World) -> None:
    warned = next(
        spec.metadata["dagster_dbt/unique_id"]
        for spec in _models().check_specs
        if "accepted_values_stg_suitecrm__aos_invoices_status" in spec.name
    )
    world.dbt.warned = frozenset({warned})

    evaluations = world.run().get_asset_check_evaluations()

    failed = [each for each in evaluations if not each.passed]
    assert [each.severity for each in failed] == [dg.AssetCheckSeverity.WARN]
    assert failed[0].asset_key.path == ["staging", "stg_suitecrm__aos_invoices"]
    assert len(evaluations) > 200


def test_a_failed_dbt_test_stops_publishing_and_is_built_again(world: World) -> None:
    test = next(
        s.metadata["dagster_dbt/unique_id"] for s in _models().check_specs if s.name == UNIQUE
    )
    world.dbt.everything = True
    world.dbt.results = (NodeResult(INVOICES, "success", 1, 0), NodeResult(test, "fail", 0.1, 3))

    with pytest.raises(CheckFailedError, match=UNIQUE):
        world.run()

    assert world.warehouse.publications == 0
    assert world.dbt.remembered == []


@pytest.mark.parametrize("table", [("marts", "invoices"), ("landing", "contacts")])
def test_an_unmet_suite_stops_publishing_and_is_named(world: World, table: tuple[str, str]) -> None:
    world.dbt.everything = True
    world.warehouse.unmet = {table}

    with pytest.raises(CheckFailedError, match=".".join(table)):
        world.run()

    assert world.warehouse.publications == 0


def test_a_key_on_two_rows_stops_the_models(world: World) -> None:
    world.dbt.tables = ("contacts",)
    world.warehouse.duplicates = {"contacts": 1}

    with pytest.raises(CheckFailedError, match=r"landing\.contacts"):
        world.run()

    assert world.warehouse.asked_for_duplicates == [("contacts",)]
    assert world.dbt.selections == []
    assert world.warehouse.publications == 0


def test_a_column_nobody_decided_on_is_a_warning_that_names_it_and_what_is_withheld(
    world: World,
) -> None:
    world.warehouse.undecided = {"contacts": ["shoe_size_c"]}

    result = world.run(("landing", "contacts"), ("landing", "users"))

    told = {
        check.asset_key.path[-1]: check
        for check in result.get_asset_check_evaluations()
        if check.check_name == "columns_are_classified"
    }
    assert result.success
    assert (told["contacts"].passed, told["users"].passed) == (False, True)
    assert told["contacts"].severity == dg.AssetCheckSeverity.WARN
    assert told["contacts"].metadata["awaiting"].value == "shoe_size_c"
    assert "user_hash | credential" in str(told["users"].metadata["withheld"].value)


def test_a_table_that_the_crm_lacks_is_not_looked_at_and_the_rest_goes_on(world: World) -> None:
    world.dbt.everything = True
    world.crm.absent = world.warehouse.missing = {"surveys"}

    result = world.run()

    asked = world.warehouse.asked_for_duplicates[0]
    assert set(load_contracts()) - set(asked) == {"surveys"}
    assert materialised(result)["landing", "surveys"]["is_in_source"] is False
    assert world.warehouse.publications == 1


def test_picked_models_that_fail_leave_no_build_that_counts_as_good(world: World) -> None:
    world.dbt.results = (NodeResult(INVOICES, "error", 0.5, 0),)

    with pytest.raises(CheckFailedError, match="invoices"):
        world.run(["marts", "invoices"])

    assert world.dbt.selections == [("invoices",)]
    assert world.dbt.forgotten == 1
    assert world.dbt.remembered == []


def test_a_failed_capture_raises_what_the_core_raised(world: World) -> None:
    world.crm.error = SourceUnreachableError("The CRM does not answer.")

    with pytest.raises(SourceUnreachableError, match="does not answer"):
        world.run()

    assert world.warehouse.publications == 0


def _models() -> dg.AssetsDefinition:
    # The module reads the manifest, which the fixture makes first.
    return importlib.import_module("assets.models.models").models


def test_what_a_foreign_error_says_is_not_kept(world: World) -> None:
    world.crm.error = ValueError("could not convert mary@example.com")

    result = world.run(raises=False)

    assert not result.success
    kept = "".join(repr(event) for event in result.all_events)
    assert "unexpected ValueError at fakes.py" in kept
    assert "mary@example.com" not in kept


def test_what_caused_one_of_our_errors_is_not_kept(world: World) -> None:
    world.crm.error = SourceUnreachableError("The CRM does not answer.")
    world.crm.error.__cause__ = ValueError("mary@example.com")

    kept = "".join(repr(event) for event in world.run(raises=False).all_events)

    assert "does not answer" in kept
    assert "mary@example.com" not in kept


def test_a_table_that_the_policy_leaves_out_is_not_captured_and_models_go_on(world: World) -> None:
    world.policy = Policy(capture=CapturePolicy(tables=("contacts",)))

    result = world.run()

    assert result.success
    assert world.crm.passes == [(("contacts",), False)]
    assert materialised(result)["landing", "tasks"] == {"is_captured": False}
    assert world.warehouse.publications == 1


def test_a_lost_exports_folder_keeps_nothing_from_being_published(world: World) -> None:
    world.exports = LostExports()
    watch = RunWatch(lambda _line: None)

    result = world.run(listener=watch)

    assert result.success
    assert world.warehouse.publications == 1
    with pytest.raises(CheckFailedError, match=r"files_were_used of recon\.report \(There is no"):
        watch.refuse_failed_checks()
