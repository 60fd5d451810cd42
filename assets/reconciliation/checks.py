"""What the checks of a reconciliation say, in sentences that need nothing beside them."""

from collections.abc import Iterable, Iterator

import dagster as dg

from assets.reconciliation.figures import control_totals
from assets.reconciliation.specs import (
    FILES_USED,
    FOOTS,
    HAS_ARRIVED,
    REPORT,
    WITHIN_THRESHOLD,
    definition_key,
)
from suitehouse.reconcile.expected import Arrival
from suitehouse.reconcile.policy import ReconcilePolicy
from suitehouse.reconcile.report import ReconcileReport, Reconciliation
from suitehouse.reconcile.thresholds import break_amounts

_SEVERITIES = {"warn": dg.AssetCheckSeverity.WARN, "error": dg.AssetCheckSeverity.ERROR}


def report_checks(report: ReconcileReport) -> Iterator[dg.AssetCheckResult]:
    """Yield whether the report foots and whether every file could be used."""
    yield dg.AssetCheckResult(asset_key=REPORT, check_name=FOOTS, passed=report.foots)
    yield dg.AssetCheckResult(
        asset_key=REPORT,
        check_name=FILES_USED,
        passed=not report.quarantined,
        metadata={"files_set_aside": len(report.quarantined)},
    )


def unread(error: Exception) -> dg.AssetCheckResult:
    """Return that no file was used, and why."""
    return dg.AssetCheckResult(
        asset_key=REPORT, check_name=FILES_USED, passed=False, metadata={"reason": str(error)}
    )


def definition_checks(
    done: Reconciliation, policy: ReconcilePolicy
) -> Iterator[dg.AssetCheckResult]:
    """Yield whether a reconciliation foots and whether its breaks are within the threshold."""
    yield _foots(done)
    yield _within_threshold(done, policy)


def arrived(key: dg.AssetKey, found: Iterable[Arrival]) -> dg.AssetCheckResult:
    """Return whether the exports that an asset waits for are there."""
    arrivals = tuple(found)
    late = [each for each in arrivals if each.is_late]
    told = " ".join(map(str, late or arrivals)) or "No export is expected by a day."
    return dg.AssetCheckResult(
        asset_key=key,
        check_name=HAS_ARRIVED,
        passed=not late,
        metadata={"reason": told, "files_late": len(late)},
    )


def _foots(done: Reconciliation) -> dg.AssetCheckResult:
    wrong = [f"{row.side.value} in {row.currency}" for row in done.totals if not row.foots]
    told = {"reason": f"{', '.join(wrong)} does not foot."} if wrong else {}
    return dg.AssetCheckResult(
        asset_key=definition_key(done.definition.name),
        check_name=FOOTS,
        passed=done.foots,
        metadata={**told, "control_totals": control_totals(done.totals)},
    )


def _within_threshold(done: Reconciliation, policy: ReconcilePolicy) -> dg.AssetCheckResult:
    amounts = break_amounts(done.breaks, policy.break_threshold)
    above = [each for each in amounts if not each.is_within]
    return dg.AssetCheckResult(
        asset_key=definition_key(done.definition.name),
        check_name=WITHIN_THRESHOLD,
        passed=not above,
        severity=_SEVERITIES[policy.break_severity],
        metadata={
            "reason": " ".join(map(str, above or amounts)) or "There is no break with an amount.",
            "break_amount": "; ".join(str(each.total) for each in amounts) or "none",
            "breaks_without_amount": sum(found.effect is None for found in done.breaks),
        },
    )
