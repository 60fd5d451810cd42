"""Drift and its contracts, put together from settings for the console script."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from suitehouse.capturing.selection import chosen_contracts
from suitehouse.contracts import model, staging
from suitehouse.contracts.drift import SchemaChange
from suitehouse.contracts.left_out import load_left_out
from suitehouse.contracts.model import Column, load_contracts
from suitehouse.demo.fallback import source_url
from suitehouse.drift.present import Catalogue, present_drift
from suitehouse.drift.shapes import SampledShapes
from suitehouse.drift.sync import (
    SyncPlan,
    plan_sync,
    planned_contracts,
    unclassified_columns,
    write_plan,
)
from suitehouse.settings import CapturePolicy, Settings
from suitehouse.source.current_url import open_current
from suitehouse.source.snapshot import open_snapshot
from suitehouse.warehouses.opening import is_there, open_configured


@dataclass(frozen=True, slots=True)
class DriftReport:
    """How the live schema and the contracts differ.

    `absent` are tables of contracts that are not there and never landed; `undecided` are columns
    that stay in the source until a person classifies them, with their tables. Neither is drift.
    """

    tables: int
    changes: tuple[SchemaChange, ...]
    absent: tuple[str, ...]
    undecided: tuple[tuple[str, Column], ...]


def diff_configured(settings: Settings, policy: CapturePolicy) -> DriftReport:
    """Compare the live schema with the contracts of the captured tables; change nothing.

    Raises:
        SourceError: The source cannot be read.
        BusyError: A pass is writing the warehouse, which knows what landed once.
    """
    contracts = load_contracts(model.CONTRACT_FOLDER)
    chosen = chosen_contracts(contracts, policy.tables)
    found = present_drift(
        contracts,
        _live(settings),
        chosen=chosen,
        left_out=load_left_out(),
        landed=_landed(settings),
    )
    return DriftReport(
        tables=len(chosen),
        changes=tuple(change for change in found if change.change != "table_absent"),
        absent=tuple(change.table for change in found if change.change == "table_absent"),
        undecided=tuple(unclassified_columns(contracts)),
    )


def sync_configured(settings: Settings, tables: Sequence[str] = ()) -> SyncPlan:
    """Return how the contracts would follow the live schema; write nothing.

    Raises:
        SourceError: The source cannot be read.
        ConfigurationError: A named table is unknown, or a contract's file cannot be edited.
    """
    with source_url(settings) as read_url, open_current(read_url, open_snapshot) as snapshot:
        return plan_sync(
            load_contracts(model.CONTRACT_FOLDER),
            snapshot.catalogue,
            folder=model.CONTRACT_FOLDER,
            left_out=load_left_out(),
            tables=tables,
            look=SampledShapes(snapshot),
        )


def apply_sync(plan: SyncPlan) -> int:
    """Write a plan's contracts and the staging models that follow; return how many models' files.

    Raises:
        ConfigurationError: A file cannot be written; none was.
    """
    contracts = {**load_contracts(model.CONTRACT_FOLDER), **planned_contracts(plan.files)}
    models = staging.file_changes(staging.staging_files(contracts), Path(staging.PROJECT_FOLDER))
    write_plan(plan, models)
    load_contracts.cache_clear()
    return len(models)


def _live(settings: Settings) -> Catalogue:
    with source_url(settings) as read_url, open_current(read_url, open_snapshot) as snapshot:
        return snapshot.catalogue


def _landed(settings: Settings) -> Collection[str]:
    """The tables that a pass has seen; none where there is no warehouse yet."""
    if not is_there(settings):
        return ()
    warehouse = open_configured(settings, access="read")
    try:
        return warehouse.seen_columns().keys()
    finally:
        warehouse.close()
