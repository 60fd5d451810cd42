"""Reconciliations as assets, over real export files: what each shows, what each checks."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from books import ERP, PARTIES, PROCESSOR, Invoice, Landing, charge, quickbooks, stripe
from fakes import LostExports
from pipeline_world import SILENT, World

from assets.reconciliation.reconciliation import reconciliation
from assets.reconciliation.specs import asset_specs, check_specs
from pipelines.definitions import definitions_with
from pipelines.jobs.reconcile import config_of
from pipelines.jobs.reconcile import reconcile as reconcile_job
from pipelines.run_watch import RunWatch
from suitehouse.errors import CheckFailedError
from suitehouse.intake.folder import export_folder
from suitehouse.ledger.item import Side
from suitehouse.reconcile.definition import DEFINITION_FOLDER, load_definitions
from suitehouse.reconcile.output.writing import write_outputs
from suitehouse.reconcile.policy import ExpectedFile, ReconcilePolicy
from suitehouse.reconcile.report import ReconcileReport
from suitehouse.reconcile.run import reconcile
from suitehouse.settings import Policy, Settings

CUSTOMERS = "crm_customers_to_erp"
BANKING = "processor_payouts_to_bank"
INVOICES = (Invoice(1, status="Paid"), Invoice(2, "75.10"))
INVOICE_LIST = quickbooks(
    "03/10/2026,Invoice,INV-1,Acme,,03/31/2026,100.00,0.00",
    "03/10/2026,Invoice,INV-2,Acme,,03/31/2026,95.10,95.10",
    total="195.10",
)
CONTACTS = (
    b"*ContactName,AccountNumber,EmailAddress,FirstName,LastName,POAddressLine1\nAcme,C1,,,,\n"
)
PAYOUTS = stripe(charge("txn_1", "INV-1"))
APRIL = datetime(2026, 4, 6, 12, tzinfo=UTC)

pytestmark = [
    pytest.mark.usefixtures("manifest"),
    # Dagster's own use of pydantic, when a resource is made.
    pytest.mark.filterwarnings("ignore:The `__fields__` attribute is deprecated"),
]


@dataclass(frozen=True, slots=True)
class WrittenReport:
    report: ReconcileReport
    path: Path


@dataclass(slots=True)
class BookedExports:
    """A folder of exports, reconciled for real with invoices in memory."""

    folder: Path
    months: list[str | None] = field(default_factory=list)

    def reconciled(
        self, settings: Settings, policy: Policy, *, month: str | None = None
    ) -> WrittenReport:
        self.months.append(month)
        report = reconcile(
            warehouse=Landing(INVOICES),
            exports=export_folder(str(self.folder)),
            policy=policy.reconcile,
            parties=PARTIES,
            month=month,
        )
        return WrittenReport(report, write_outputs(report, settings.home / "recon" / "out"))


class InApril:
    """Time stands still on 6 April 2026."""

    def now(self) -> datetime:
        return APRIL


@pytest.fixture
def booked(world: World, tmp_path: Path) -> World:
    """A world with an invoice list and a payout reconciliation of March."""
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "invoices.csv").write_bytes(INVOICE_LIST)
    (folder / "payouts.csv").write_bytes(PAYOUTS)
    world.exports = BookedExports(folder)
    return with_policy(world)


def with_policy(world: World, **reconcile_policy: Any) -> World:
    policy = ReconcilePolicy(base_currency="USD", **reconcile_policy)
    world.policy = Policy(reconcile=policy)
    return world


def reconciled(world: World, **arguments: Any) -> dg.ExecuteInProcessResult:
    """Run the job of the reconciliations alone, on 6 April 2026."""
    things = {**world.resources(), "clock": InApril()}
    made = dg.Definitions(assets=[reconciliation], jobs=[reconcile_job], resources=things)
    job = made.resolve_job_def("reconcile")
    config = {**SILENT, **arguments.pop("run_config", {})}
    with dg.DagsterInstance.ephemeral() as instance:
        return job.execute_in_process(instance=instance, run_config=config, **arguments)


def shown(result: dg.ExecuteInProcessResult) -> dict[str, dict[str, Any]]:
    """Return the metadata of what was materialised, by the asset's last name."""
    return {
        event.asset_key.path[-1]: {
            name: value.value for name, value in event.materialization.metadata.items()
        }
        for event in result.get_asset_materialization_events()
        if event.asset_key
    }


def checked(result: dg.ExecuteInProcessResult) -> dict[str, dg.AssetCheckEvaluation]:
    """Return the checks by `asset.check`."""
    return {
        f"{found.asset_key.path[-1]}.{found.check_name}": found
        for found in result.get_asset_check_evaluations()
    }


def reason(found: dg.AssetCheckEvaluation) -> object:
    return found.metadata["reason"].value


def test_every_definition_is_an_asset_with_its_checks() -> None:
    keys = [spec.key.to_user_string() for spec in asset_specs(load_definitions())]
    checks = {(spec.asset_key.path[-1], spec.name) for spec in check_specs(load_definitions())}

    assert keys == [*(f"recon/{name}" for name in load_definitions()), "recon/report"]
    for name in load_definitions():
        assert {
            (name, "foots"),
            (name, "break_amount_within_threshold"),
            (name, "file_has_arrived"),
        } <= checks


def test_a_further_file_is_a_further_asset(tmp_path: Path) -> None:
    for path in DEFINITION_FOLDER.glob("*.yml"):
        shutil.copy(path, tmp_path / path.name)
    shutil.copy(DEFINITION_FOLDER / f"{ERP}.yml", tmp_path / "my_own.yml")

    specs = {spec.key.path[-1]: spec for spec in asset_specs(load_definitions(tmp_path))}

    assert specs["my_own"].group_name == "recon"
    assert dg.AssetKey(["recon", "my_own"]) in {dep.asset_key for dep in specs["report"].deps}


def test_each_reconciliation_shows_its_proof_and_one_without_files_is_skipped(
    booked: World,
) -> None:
    seen = shown(reconciled(booked))

    assert set(seen) == {ERP, PROCESSOR, "report"}
    erp = seen[ERP]
    assert (erp["period"], erp["files"]) == ("2026-03", "invoices.csv")
    assert (erp["breaks"], erp["breaks_by_kind"]) == (1, "amount_mismatch 1")
    assert erp["break_effect"] == "20.00 USD"
    assert erp["groups_by_pass"].startswith("exact_reference 2")
    assert seen[PROCESSOR]["break_effect"] == "none"
    assert seen["report"]["breaks"] == 1
    assert Path(erp["report"]).is_file()


def test_control_totals_are_text_by_side_and_currency(booked: World) -> None:
    records = shown(reconciled(booked))[ERP]["control_totals"].records

    assert [dict(record.data) for record in records] == [
        _totals("crm", "2", "175.10", "1", "100.00", "1", "75.10"),
        _totals("erp", "2", "195.10", "1", "100.00", "1", "95.10"),
    ]


def _totals(side: str, *cells: str) -> dict[str, str]:
    names = [
        f"{name}_{what}" for name in ("incoming", "matched", "broken") for what in _COUNT_AND_AMOUNT
    ]
    nothing = {
        f"{name}_{what}": "0" if what == "count" else "0.00"
        for name in ("excluded", "closing")
        for what in _COUNT_AND_AMOUNT
    }
    return {"side": side, "currency": "USD", **dict(zip(names, cells, strict=True)), **nothing}


_COUNT_AND_AMOUNT = ("count", "amount")


def test_without_a_threshold_the_amount_is_told_and_passes(booked: World) -> None:
    found = checked(reconciled(booked))

    assert found[f"{ERP}.foots"].passed
    assert found[f"{ERP}.break_amount_within_threshold"].passed
    assert (
        reason(found[f"{ERP}.break_amount_within_threshold"])
        == "Breaks add to 20.00 USD; no threshold is set."
    )
    assert reason(found[f"{PROCESSOR}.break_amount_within_threshold"]) == (
        "There is no break with an amount."
    )


@pytest.mark.parametrize(("severity", "is_failure"), [("warn", False), ("error", True)])
def test_breaks_above_the_threshold_warn_or_fail_the_run(
    booked: World, severity: str, is_failure: bool
) -> None:
    with_policy(booked, break_threshold={"USD": Decimal("19.99")}, break_severity=severity)
    watch = RunWatch(lambda _line: None)

    result = booked.run(("recon", ERP), listener=watch)

    found = checked(result)[f"{ERP}.break_amount_within_threshold"]
    assert not found.passed
    assert reason(found) == "Breaks add to 20.00 USD, above the threshold of 19.99 USD."
    assert bool(watch.failed_checks) is is_failure


def test_a_file_that_has_not_arrived_by_its_day_is_named(booked: World) -> None:
    expected = [ExpectedFile(side=side, by_day=5) for side in (Side.ERP, Side.BANK, Side.CALLS)]
    with_policy(booked, expected=expected)

    found = checked(reconciled(booked))

    arrived = {name.partition(".")[0]: each for name, each in found.items() if "arrived" in name}
    assert {name for name, each in arrived.items() if not each.passed} == {BANKING, "report"}
    late = "No file of the side {} covers 2026-03; it was due by 2026-04-05."
    assert reason(arrived[BANKING]) == late.format("bank")
    assert reason(arrived["report"]) == late.format("calls")
    assert reason(arrived[ERP]) == "A file of the side erp covers 2026-03."
    assert reason(arrived[PROCESSOR]) == "No export is expected by a day."


def test_without_exports_a_late_file_is_still_named(world: World) -> None:
    with_policy(world, expected=[ExpectedFile(side=Side.BANK, by_day=5)])

    found = checked(reconciled(world))

    assert {name: each.passed for name, each in found.items()} == {
        f"{BANKING}.file_has_arrived": False
    }


def test_a_lost_folder_names_the_folder_and_the_late_file(world: World) -> None:
    with_policy(world, expected=[ExpectedFile(side=Side.BANK, by_day=5)])
    world.exports = LostExports()

    found = checked(reconciled(world))

    assert not found["report.files_were_used"].passed
    assert not found[f"{BANKING}.file_has_arrived"].passed


def test_without_exports_and_expectations_nothing_is_said(world: World) -> None:
    result = reconciled(world)

    assert result.success
    assert (shown(result), checked(result)) == ({}, {})


def test_a_file_that_is_cut_off_is_set_aside_and_the_rest_is_reconciled(
    booked: World, tmp_path: Path
) -> None:
    (tmp_path / "exports/invoices.csv").write_bytes(INVOICE_LIST[: INVOICE_LIST.index(b"95.10")])
    with_policy(booked, expected=[ExpectedFile(side=Side.ERP, by_day=5)])

    result = reconciled(booked)

    assert set(shown(result)) == {PROCESSOR, "report"}
    found = checked(result)
    assert not found["report.files_were_used"].passed
    assert not found[f"{ERP}.file_has_arrived"].passed
    assert f"{ERP}.foots" not in found


def test_one_that_lacks_a_table_of_the_crm_is_skipped_and_the_report_says_why(
    booked: World, tmp_path: Path
) -> None:
    (tmp_path / "exports/contacts.csv").write_bytes(CONTACTS)

    result = reconciled(booked)

    assert CUSTOMERS not in shown(result)
    assert str(shown(result)["report"]["headline"]).startswith("Not all was run")
    assert shown(result)["report"]["not_run"] == (
        f"{CUSTOMERS}: landing.accounts is not in the warehouse; capture it with "
        "`suitehouse capture --tables accounts`."
    )


def test_each_reconciliation_stands_on_the_tables_that_it_reads() -> None:
    deps = {
        spec.key.path[-1]: {dep.asset_key.path[-1] for dep in spec.deps}
        for spec in asset_specs(load_definitions())
    }

    assert deps[ERP] >= {"aos_invoices", "currencies", "accounts"}
    assert "aos_invoices" not in deps["crm_orders_to_commerce"]
    assert "aos_quotes" in deps["crm_orders_to_commerce"]
    assert deps[BANKING] == set()
    assert deps["report"] == set(load_definitions())


def test_one_asset_can_be_picked(booked: World) -> None:
    result = reconciled(booked, asset_selection=[dg.AssetKey(["recon", ERP])])

    assert set(shown(result)) == {ERP}
    assert {name.partition(".")[0] for name in checked(result)} == {ERP}


def test_the_month_is_taken_from_the_run_config(booked: World) -> None:
    seen = shown(reconciled(booked, run_config=config_of("2026-02")))

    assert isinstance(booked.exports, BookedExports)
    assert booked.exports.months == ["2026-02"]
    assert seen["report"]["period"] == "2026-02"
    assert seen[ERP]["breaks"] == 0


def test_a_month_that_is_none_is_refused_before_a_file_is_read(booked: World) -> None:
    result = reconciled(booked, run_config=config_of("March"), raise_on_error=False)

    assert not result.success
    assert isinstance(booked.exports, BookedExports)
    assert booked.exports.months == []


def test_the_job_captures_and_builds_nothing(booked: World) -> None:
    job = definitions_with(booked.resources()).resolve_job_def("reconcile")

    result = job.execute_in_process(run_config=SILENT)

    assert set(shown(result)) == {ERP, PROCESSOR, "report"}
    assert booked.crm.passes == []
    assert booked.dbt.selections == []


def test_done_twice_it_shows_the_same(booked: World) -> None:
    first, second = shown(reconciled(booked)), shown(reconciled(booked))

    assert first == second


def test_the_hourly_pipeline_makes_the_same_assets(booked: World) -> None:
    result = booked.run()

    assert {ERP, PROCESSOR, "report"} <= set(shown(result))
    assert isinstance(booked.exports, BookedExports)
    assert booked.exports.months == [None]


def test_what_is_shown_holds_no_row_values(booked: World) -> None:
    result = reconciled(booked)

    told = "".join(repr(event) for event in result.all_events)
    assert not [value for value in ("Acme", "INV-1", "INV-2", "txn_1") if value in told]


def test_a_failed_check_of_a_reconciliation_is_named_in_the_last_line(booked: World) -> None:
    with_policy(booked, expected=[ExpectedFile(side=Side.BANK, by_day=1)])
    watch = RunWatch(lambda _line: None)

    booked.run(("recon", BANKING), listener=watch)

    with pytest.raises(CheckFailedError, match=rf"file_has_arrived of recon\.{BANKING} \(No file"):
        watch.refuse_failed_checks()
