"""Every invoice and every export row accounted for once, by one reading of the files."""

from collections.abc import Iterator, Sequence
from datetime import date

import dagster as dg
from pydantic import Field

from assets.edge import values_withheld
from assets.ports import Clock, Exports, SettingsReader, Written
from assets.reconciliation.checks import arrived, definition_checks, report_checks, unread
from assets.reconciliation.figures import figures, report_figures
from assets.reconciliation.specs import REPORT, asset_specs, check_specs, definition_key
from suitehouse.errors import ConfigurationError, ExportError
from suitehouse.reconcile.definition import load_definitions
from suitehouse.reconcile.expected import arrivals, expected_by, expected_by_none
from suitehouse.reconcile.policy import ExpectedFile, ReconcilePolicy
from suitehouse.reconcile.report import ReconcileReport, Reconciliation

Result = dg.MaterializeResult | dg.AssetCheckResult


class ReconcileConfig(dg.Config):
    """What is reconciled."""

    period: str | None = Field(
        default=None,
        pattern="^[0-9]{4}-(0[1-9]|1[0-2])$",
        description="Month to reconcile, YYYY-MM; without it, what the files cover.",
    )


@dg.multi_asset(
    name="reconciliation",
    specs=asset_specs(load_definitions()),
    check_specs=check_specs(load_definitions()),
    can_subset=True,  # so that checks may be left out where there are no exports
    pool="duckdb_writer",  # a file that another run writes cannot be read meanwhile
)
def reconciliation(
    context: dg.AssetExecutionContext,
    config: ReconcileConfig,
    settings: dg.ResourceParam[SettingsReader],
    exports: dg.ResourceParam[Exports],
    clock: dg.ResourceParam[Clock],
) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
    """Run each reconciliation whose exports are there; breaks are normal and fail nothing."""
    places, policy = settings.read(), settings.policy()
    written, results = None, list[Result]()
    try:
        with values_withheld():
            written = exports.reconciled(places, policy, month=config.period)
    except (ConfigurationError, ExportError) as error:
        # Analysts do not wait for finance's files: the rest is published, and the run ends failed.
        results.append(unread(error))
    else:
        _log(context, written)
    if written is not None:
        results += _written(written, policy.reconcile)
    report = written.report if written else None
    results += _arrived(report, policy.reconcile.expected, clock.now().date())
    yield from (each for each in results if _is_asked(context, each))


def _is_asked(context: dg.AssetExecutionContext, result: Result) -> bool:
    """Whether a result is of what was picked; files are read once, whatever that is."""
    if isinstance(result, dg.MaterializeResult):
        return result.asset_key in context.selected_asset_keys
    return any(
        (key.asset_key, key.name) == (result.asset_key, result.check_name)
        for key in context.selected_asset_check_keys
    )


def _log(context: dg.AssetExecutionContext, written: Written | None) -> None:
    if written is None:
        context.log.info("nothing to reconcile: there are no export files")
    elif written.report.refused_card_count:
        context.log.warning(
            "%d cells of the exports hold payment card numbers and were not read; the report names "
            "file, column and line",
            written.report.refused_card_count,
        )


def _written(written: Written, policy: ReconcilePolicy) -> Iterator[Result]:
    """What came of each reconciliation that had files, then of the report."""
    report = written.report
    path = dg.MetadataValue.path(str(written.path))
    for done in report.reconciliations:
        yield _materialised(done, report, path)
        yield from definition_checks(done, policy)
    yield dg.MaterializeResult(
        asset_key=REPORT, metadata={"report": path, **report_figures(report)}
    )
    yield from report_checks(report)


def _materialised(
    done: Reconciliation, report: ReconcileReport, path: dg.MetadataValue
) -> dg.MaterializeResult:
    return dg.MaterializeResult(
        asset_key=definition_key(done.definition.name),
        metadata={"report": path, **figures(done, report)},
    )


def _arrived(
    report: ReconcileReport | None, expected: Sequence[ExpectedFile], today: date
) -> Iterator[dg.AssetCheckResult]:
    """What of the expected exports is there; those that no reconciliation reads are the report's.

    Where nothing was reconciled and nothing is expected, there is nothing to say.
    """
    files = report.files if report else ()
    done = {each.definition.name for each in report.reconciliations} if report else set()
    definitions = load_definitions()
    waiting = {
        definition_key(name): (expected_by(definition, expected), name in done)
        for name, definition in definitions.items()
    }
    waiting[REPORT] = (expected_by_none(definitions.values(), expected), report is not None)
    for key, (awaited, is_done) in waiting.items():
        if awaited or is_done:
            yield arrived(key, arrivals(awaited, files, today))
