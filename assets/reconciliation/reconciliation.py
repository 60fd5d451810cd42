"""Every invoice and every export row accounted for once, as finance reads it."""

from collections import Counter
from collections.abc import Iterator

import dagster as dg

from assets.edge import values_withheld
from assets.ports import Exports, SettingsReader
from suitehouse.errors import ConfigurationError, ExportError
from suitehouse.reconcile.outcome import Status
from suitehouse.reconcile.run import ReconcileReport

KEY = dg.AssetKey(["recon", "report"])
FOOTS = dg.AssetCheckSpec(
    name="foots",
    asset=KEY,
    description="Every row and amount of a side is matched, a break or excluded, exactly once.",
)
FILES_USED = dg.AssetCheckSpec(
    name="files_were_used",
    asset=KEY,
    description="No export file had to be set aside because a line of it could not be read.",
)


@dg.multi_asset(
    name="reconciliation",
    specs=[
        dg.AssetSpec(
            key=KEY,
            deps=[["landing", "aos_invoices"], ["landing", "currencies"]],
            skippable=True,
            group_name="recon",
            kinds={"csv", "html"},
            owners=["team:finance"],
            description="CRM invoices against the exports of the ERP and the payment processor.",
        )
    ],
    check_specs=[FOOTS, FILES_USED],
    can_subset=True,  # so that checks may be left out where there are no exports
)
def reconciliation(
    context: dg.AssetExecutionContext,
    settings: dg.ResourceParam[SettingsReader],
    exports: dg.ResourceParam[Exports],
) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
    """Run each reconciliation whose exports are there; breaks are normal and fail nothing."""
    try:
        with values_withheld():
            written = exports.reconciled(settings.read(), settings.policy())
    except (ConfigurationError, ExportError) as error:
        # Analysts do not wait for finance's files: the rest is published, and the run ends failed.
        yield dg.AssetCheckResult(
            asset_key=KEY,
            check_name=FILES_USED.name,
            passed=False,
            metadata={"reason": str(error)},
        )
        return
    if written is None:
        context.log.info("nothing to reconcile: there are no export files")
        return
    report = written.report
    if report.refused_card_count:
        context.log.warning(
            "%d cells of the exports hold payment card numbers and were not read; the report names "
            "file, column and line",
            report.refused_card_count,
        )
    yield dg.MaterializeResult(
        asset_key=KEY,
        metadata={"report": dg.MetadataValue.path(str(written.path)), **_figures(report)},
    )
    yield dg.AssetCheckResult(asset_key=KEY, check_name=FOOTS.name, passed=report.foots)
    yield dg.AssetCheckResult(
        asset_key=KEY,
        check_name=FILES_USED.name,
        passed=not report.quarantined,
        metadata={"files_set_aside": len(report.quarantined)},
    )


def _figures(report: ReconcileReport) -> dict[str, int | float | str]:
    statuses = Counter(row.status for done in report.reconciliations for row in done.rows())
    compared = statuses[Status.MATCHED] + statuses[Status.BREAK]
    return {
        "period": report.label,
        "files": len(report.files),
        "matched": statuses[Status.MATCHED],
        "matched_pct": round(100 * statuses[Status.MATCHED] / compared, 2) if compared else 100.0,
        "breaks": sum(len(done.breaks) for done in report.reconciliations),
        "excluded": statuses[Status.EXCLUDED],
        "card_numbers_refused": report.refused_card_count,
    }
