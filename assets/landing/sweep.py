"""The sweep over landing: proves it equal to the CRM, and tells of each table on its asset page."""

from collections.abc import Iterator

import dagster as dg

from assets.edge import values_withheld
from assets.landing.landing import LAYER
from assets.ports import Clock, Crm, SettingsReader
from suitehouse.warehouses._sweep_store import SweepRow


@dg.op(pool="duckdb_writer")
def sweep_landing(
    context: dg.OpExecutionContext,
    settings: dg.ResourceParam[SettingsReader],
    crm: dg.ResourceParam[Crm],
    clock: dg.ResourceParam[Clock],
) -> None:
    """Compare every row with the CRM by digest, and heal what differs; safe to run again."""
    places, policy = settings.read(), settings.policy()
    with values_withheld():
        report = crm.sweep(places, policy, run_id=context.run_id, clock=clock.now)
    for row in report.tables:
        context.log_event(
            dg.AssetObservation(asset_key=[LAYER, row.table], metadata=dict(_facts(row)))
        )
    context.add_output_metadata(
        {
            "status": report.status,
            "healed": report.healed,
            "misses": report.misses,
            "unreached": len(report.unreached),
            "source_seconds": report.source_seconds,
        }
    )


def _facts(row: SweepRow) -> Iterator[tuple[str, str | int | float | dg.MetadataValue]]:
    yield "sweep_status", row.status
    yield "source_rows", row.source_rows
    yield "warehouse_rows", row.warehouse_rows
    yield "buckets", row.buckets
    yield "buckets_different", row.buckets_different
    yield "healed_due", row.due
    for reason, count in row.reasons.items():
        yield f"healed_{reason}", count
    yield "source_seconds", row.source_seconds
    if row.status == "proven" and row.snapshot_at is not None:
        yield "proven_at", dg.MetadataValue.timestamp(row.snapshot_at)
