"""Great Expectations suites as asset checks, between the marts and what is published of them."""

from collections.abc import Iterator

import dagster as dg

from assets.edge import values_withheld
from assets.models.models import MARTS, models
from assets.ports import SettingsReader, Warehouse
from suitehouse.discovery import objects_in
from suitehouse.errors import CheckFailedError
from suitehouse.quality import suites
from suitehouse.quality.expectations import Suite, TableExpectations
from suitehouse.quality.results import SuiteResult

_SUITES: tuple[Suite, ...] = tuple(objects_in(suites).values())
_MARTS = sorted(key for key in models.keys if key.path[0] == MARTS)


def check_spec(suite: Suite, table: TableExpectations) -> dg.AssetCheckSpec:
    """Return the check that a table meets a suite.

    Publishing waits for all of them. Only those of marts say so to Dagster: one of a landing table
    would have to end before the models start, and the suites run together, after the models.
    """
    return dg.AssetCheckSpec(
        name=suite.name,
        asset=table.asset_key,
        blocking=table.schema == MARTS,
        additional_deps=[key for key in _MARTS if tuple(key.path) != table.asset_key],
        description=f"{len(table.expectations)} expectations of {table.schema}.{table.table}.",
    )


@dg.multi_asset_check(
    name="quality",
    specs=[check_spec(suite, table) for suite in _SUITES for table in suite.tables],
    can_subset=True,
    pool="duckdb_writer",
)
def quality(
    context: dg.AssetCheckExecutionContext,
    settings: dg.ResourceParam[SettingsReader],
    warehouse: dg.ResourceParam[Warehouse],
) -> Iterator[dg.AssetCheckResult]:
    """Hold landing and marts against their suites, unless analysts have this build already."""
    places, policy = settings.read(), settings.policy()
    with values_withheld():
        is_published = warehouse.is_published(places, policy)
    if is_published:
        context.log.info("no suite had to run: what is published passed them")
        yield from (_still_met(spec) for spec in context.check_specs)
        return
    with values_withheld():
        results = warehouse.run_suites(places, policy, _SUITES, run_id=context.run.run_id)
    # All suites are run whichever checks were picked: the build is passed whole or not at all.
    picked = {(key.asset_key, key.name) for key in context.selected_asset_check_keys}
    checked = [_checked(result) for result in results]
    yield from (each for each in checked if (each.asset_key, each.check_name) in picked)
    _refuse_failures(results)


def _checked(result: SuiteResult) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        asset_key=dg.AssetKey(result.asset_key),
        check_name=result.name,
        passed=result.success,
        metadata={
            "rows": result.rows,
            "expectations_evaluated": result.evaluated,
            "expectations_met": result.successful,
            "not_met": [f"{each.type} on {', '.join(each.columns)}" for each in result.failed],
        },
    )


def _still_met(spec: dg.AssetCheckSpec) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        asset_key=spec.asset_key,
        check_name=spec.name,
        passed=True,
        metadata={"was_evaluated": False},
    )


def _refuse_failures(results: tuple[SuiteResult, ...]) -> None:
    failed = [
        f"{result.name} on {'.'.join(result.asset_key)}" for result in results if result.failed
    ]
    if failed:
        message = f"{len(failed)} suites were not met: {', '.join(failed)}."
        raise CheckFailedError(f"{message} The published snapshot was left as it was.")
