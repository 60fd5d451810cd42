"""The other warehouses that the settings name: landing, and the models that were published."""

import dagster as dg

from assets.edge import values_withheld
from assets.ports import Clock, SettingsReader, Warehouse
from suitehouse.delivery.report import Deliveries, TargetReport

_HEAD = (
    "| relation | how | why | rows | statements | bytes | seconds |",
    "|---|---|---|--:|--:|--:|--:|",
)


@dg.asset(
    key=["published", "targets"],
    deps=[dg.AssetKey(["published", "snapshot"])],
    group_name="published",
    kinds={"sql"},
    owners=["team:crm-data"],
    pool="duckdb_writer",
)
def targets(
    context: dg.AssetExecutionContext,
    settings: dg.ResourceParam[SettingsReader],
    warehouse: dg.ResourceParam[Warehouse],
    clock: dg.ResourceParam[Clock],
) -> dg.MaterializeResult[None]:
    """The warehouses of SUITEHOUSE_WAREHOUSE_URL hold what the published snapshot shows.

    Each takes a table with its history at once, and all marts at once, so that nobody there reads
    half of either. One that has all of it already is left alone.
    """
    with values_withheld():
        reports = warehouse.deliver(settings.read(), run_id=context.run.run_id, clock=clock.now)
    return dg.MaterializeResult(metadata=_metadata(reports))


def _metadata(reports: Deliveries) -> dict[str, dg.MetadataValue]:
    sent = sum(report.sent_rows for report in reports)
    return {
        "rows_sent": dg.MetadataValue.int(sent),
        "brought": dg.MetadataValue.text("\n".join(report.line for report in reports)),
        "targets": dg.MetadataValue.md("\n".join(_lines(reports))),
    }


def _lines(reports: Deliveries) -> list[str]:
    if not reports:
        return ["no warehouse beside the writer is configured"]
    return [line for report in reports for line in (report.line, "", *_HEAD, *_rows(report), "")]


def _rows(report: TargetReport) -> list[str]:
    return [
        f"| {each.relation} | {each.mode} | {each.reason} | {each.sent_rows} | {each.statements} "
        f"| {each.bytes} | {each.seconds:.2f} |"
        for each in report.deliveries
    ]
