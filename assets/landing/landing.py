"""Every contract's table, captured and masked into `landing` by one pass in one source snapshot."""

from collections.abc import Collection, Iterator
from datetime import timedelta

import dagster as dg
from pydantic import Field

from assets.edge import values_withheld
from assets.ports import Clock, Crm, ModelBuilder, SettingsReader, Warehouse
from suitehouse.capturing.report import PassReport
from suitehouse.contracts.area import area
from suitehouse.contracts.model import Column, TableContract, load_contracts
from suitehouse.errors import CheckFailedError
from suitehouse.modelling.builds import BuildPlan
from suitehouse.warehouses.protocol import TableLoad

LAYER = "landing"
KEYS_ARE_UNIQUE = "keys_are_unique"
COLUMNS_ARE_CLASSIFIED = "columns_are_classified"
FRESHNESS = dg.FreshnessPolicy.time_window(
    fail_window=timedelta(hours=26), warn_window=timedelta(hours=3)
)


class CaptureConfig(dg.Config):
    """How the pass reads the CRM."""

    full: bool = Field(
        default=False, description="Read every table whole instead of what its lane says changed."
    )


def asset_spec(contract: TableContract) -> dg.AssetSpec:
    """Return the asset that a contract promises."""
    return dg.AssetSpec(
        key=[LAYER, contract.table],
        skippable=True,
        description=contract.description,
        group_name=f"{LAYER}_{area(contract)}",
        owners=[contract.owner],
        kinds={"mariadb", "duckdb"},
        tags={"lane": contract.lane, "kind": contract.kind},
        freshness_policy=FRESHNESS,
        metadata={
            "dagster/column_schema": dg.TableSchema(columns=[_column(c) for c in contract.landed]),
            "dagster/table_name": f"{LAYER}.{contract.table}",
            "columns_dropped": len(contract.columns) - len(contract.landed),
            "columns_withheld": dg.MetadataValue.md(_withheld(contract)),
        },
    )


def _withheld(contract: TableContract) -> str:
    """What does not leave the source, and why, as a table."""
    rows = [
        f"| {column.name} | {column.privacy_class} | {column.reason or ''} |"
        for column in contract.columns
        if not column.is_landed
    ]
    return "\n".join(["| column | class | why |", "|---|---|---|", *rows]) if rows else "none"


def check_specs(contract: TableContract) -> Iterator[dg.AssetCheckSpec]:
    """Yield the checks of a table; with the first the step fails, so nothing is built."""
    yield dg.AssetCheckSpec(
        name=KEYS_ARE_UNIQUE,
        asset=[LAYER, contract.table],
        description=f"One row for each {', '.join(contract.key)}; checked when rows changed.",
    )
    yield dg.AssetCheckSpec(
        name=COLUMNS_ARE_CLASSIFIED,
        asset=[LAYER, contract.table],
        description="Somebody has decided on every column; one that awaits it is withheld.",
    )


def _column(column: Column) -> dg.TableColumn:
    return dg.TableColumn(
        name=column.name,
        type=column.landing_type,
        description=column.description,
        constraints=dg.TableColumnConstraints(nullable=column.nullable),
        tags={"class": column.privacy_class, "treatment": column.treatment},
    )


@dg.multi_asset(
    specs=[asset_spec(contract) for contract in load_contracts().values()],
    check_specs=[spec for contract in load_contracts().values() for spec in check_specs(contract)],
    can_subset=True,
    pool="duckdb_writer",
)
def landing(  # noqa: PLR0913, PLR0917 - Dagster hands each resource over as a parameter
    context: dg.AssetExecutionContext,
    config: CaptureConfig,
    settings: dg.ResourceParam[SettingsReader],
    crm: dg.ResourceParam[Crm],
    clock: dg.ResourceParam[Clock],
    warehouse: dg.ResourceParam[Warehouse],
    dbt: dg.ResourceParam[ModelBuilder],
) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
    """Capture the selected tables in one pass; each reports what came, changed and went."""
    places, policy = settings.read(), settings.policy()
    selected = sorted(key.path[-1] for key in context.selected_asset_keys)
    tables = [t for t in selected if t in policy.capture.tables or not policy.capture.tables]
    yield from (_left_out(table) for table in selected if table not in tables)
    if not tables:
        return
    with values_withheld():
        report = crm.capture(
            places,
            policy,
            tables=tables,
            full=config.full,
            run_id=context.run.run_id,
            clock=clock.now,
        )
    yield from (_materialised(report, load) for load in report.loads)
    with values_withheld():
        here = [table for table in tables if table not in report.absent_tables]
        unproven = _unproven(dbt.plan(places, policy), here)
        duplicates = warehouse.duplicate_keys(places, unproven)
        undecided = warehouse.undecided_columns(places)
    yield from (_checked(table, duplicates.get(table)) for table in tables)
    contracts = load_contracts()
    yield from (_classified(contracts[table], undecided.get(table, ())) for table in tables)
    if failed := [table for table, count in duplicates.items() if count]:
        raise CheckFailedError(
            f"Keys are on more than one row in landing.{', landing.'.join(failed)}; nothing was "
            "built on them. Read these tables whole with `suitehouse capture --full --tables`."
        )


def _unproven(plan: BuildPlan, tables: Collection[str]) -> list[str]:
    """Tables that no good build was made of yet: a check that failed is looked at again."""
    return [table for table in tables if plan.everything or table in plan.tables]


def _left_out(table: str) -> dg.MaterializeResult:
    """A table that the policy leaves out; models over it go on with what it has."""
    return dg.MaterializeResult(asset_key=[LAYER, table], metadata={"is_captured": False})


def _materialised(report: PassReport, load: TableLoad) -> dg.MaterializeResult:
    metadata: dict[str, str | int | float | bool | dg.MetadataValue] = {
        "dagster/row_count": load.landing_rows,
        "lane": load.lane,
        "lane_reason": load.lane_reason,
        "overlap_seconds": load.overlap_seconds,
        "mode": load.mode,
        "rows_read": load.rows_read,
        "rows_changed": load.rows_changed,
        "rows_removed": load.rows_removed,
        "rows_repeated": load.rows_repeated,
        "seconds": load.seconds,
        "snapshot_at": dg.MetadataValue.timestamp(report.snapshot_at),
        "is_captured": True,
        "is_in_source": not load.absent,
    }
    if drift := [change for change in report.drift if change.table == load.table]:
        metadata["schema_changes"] = "; ".join(
            f"{each.name} {each.change}: {each.action}" for each in drift
        )
    if late := report.late_rows.get(load.table):
        metadata["late_rows_found"] = late.rows
        metadata["late_seconds_median"] = late.median
        metadata["late_seconds_p95"] = late.p95
        metadata["late_seconds_longest"] = late.longest
    if load.watermark is not None:
        metadata["watermark"] = dg.MetadataValue.timestamp(load.watermark)
    return dg.MaterializeResult(asset_key=[LAYER, load.table], metadata=metadata)


def _checked(table: str, duplicates: int | None) -> dg.AssetCheckResult:
    """The check's result; a table that did not change since it was checked (None) still passes."""
    return dg.AssetCheckResult(
        asset_key=[LAYER, table],
        check_name=KEYS_ARE_UNIQUE,
        passed=not duplicates,
        metadata={"was_evaluated": duplicates is not None, "duplicate_keys": duplicates or 0},
    )


def _classified(contract: TableContract, undecided: Collection[str]) -> dg.AssetCheckResult:
    """The check's result, with every column that does not leave the CRM and why."""
    awaiting = sorted({*undecided, *(c.name for c in contract.columns if c.proposed is not None)})
    return dg.AssetCheckResult(
        asset_key=[LAYER, contract.table],
        check_name=COLUMNS_ARE_CLASSIFIED,
        passed=not awaiting,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={
            "awaiting": ", ".join(awaiting) or "none",
            "withheld": dg.MetadataValue.md(_withheld(contract)),
        },
    )
