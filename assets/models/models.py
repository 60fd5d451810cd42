"""Every dbt model as an asset and every dbt test as its check, built by dbt in this process."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, dbt_assets

from assets.edge import values_withheld
from assets.ports import ModelBuilder, SettingsReader
from suitehouse.contracts.area import area
from suitehouse.contracts.model import load_contracts
from suitehouse.contracts.staging import model_name
from suitehouse.errors import CheckFailedError
from suitehouse.modelling.builds import BuildPlan
from suitehouse.modelling.project import load_manifest
from suitehouse.modelling.results import NodeResult

MARTS = "marts"
FRESHNESS = dg.FreshnessPolicy.time_window(
    fail_window=timedelta(hours=26), warn_window=timedelta(hours=3)
)
_KEY_TESTS = {"unique", "not_null", "unique_combination"}
_UNIQUE_ID = "dagster_dbt/unique_id"

Results = Iterator[dg.MaterializeResult | dg.AssetCheckResult]


class ModelTranslator(DagsterDbtTranslator):
    """Names each model by its layer and name, and groups staging by area as landing is."""

    def __init__(self) -> None:
        super().__init__()
        self._areas = {model_name(table): area(c) for table, c in load_contracts().items()}

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """Return [layer, name]; a source is the landing table that capture fills."""
        if dbt_resource_props["resource_type"] == "source":
            return dg.AssetKey([dbt_resource_props["source_name"], dbt_resource_props["name"]])
        return dg.AssetKey([_layer(dbt_resource_props), dbt_resource_props["name"]])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """Return the layer, with the area for staging models."""
        found = self._areas.get(dbt_resource_props["name"])
        layer = _layer(dbt_resource_props)
        return f"{layer}_{found}" if found else layer

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> Sequence[str]:
        """Return the team that answers for the models."""
        return super().get_owners(dbt_resource_props) or ["team:analytics"]

    def get_asset_check_spec(
        self, asset_spec: dg.AssetSpec, manifest: Mapping[str, Any], unique_id: str, project: Any
    ) -> dg.AssetCheckSpec | None:
        """Return the usual spec, which need not block: with a failed test the whole step fails.

        Tests of intermediate models and of staging keys, which landing's own check covers, run like
        all others but are no checks: each check costs every run some events.
        """
        spec = super().get_asset_check_spec(asset_spec, manifest, unique_id, project)
        if spec is None or not _is_shown(asset_spec, manifest["nodes"][unique_id]):
            return None
        return dg.AssetCheckSpec(
            name=spec.name,
            asset=spec.asset_key,
            description=spec.description,
            additional_deps=spec.additional_deps,
            metadata=spec.metadata,
        )

    def get_asset_spec(
        self, manifest: Mapping[str, Any], unique_id: str, project: Any
    ) -> dg.AssetSpec:
        """Return the usual spec; what analysts query must also be fresh."""
        spec = super().get_asset_spec(manifest, unique_id, project)
        is_mart = spec.key.path[0] == MARTS
        return spec.replace_attributes(freshness_policy=FRESHNESS) if is_mart else spec


def _is_shown(asset_spec: dg.AssetSpec, test: Mapping[str, Any]) -> bool:
    kind = (test.get("test_metadata") or {}).get("name")
    layer = asset_spec.key.path[0]
    return layer == MARTS or (layer == "staging" and kind not in _KEY_TESTS)


def _layer(props: Mapping[str, Any]) -> str:
    return str(props["fqn"][1])


@dbt_assets(
    name="models",
    manifest=load_manifest(),
    dagster_dbt_translator=ModelTranslator(),
    pool="duckdb_writer",
)
def models(
    context: dg.AssetExecutionContext,
    settings: dg.ResourceParam[SettingsReader],
    dbt: dg.ResourceParam[ModelBuilder],
) -> Results:
    """Build what is downstream of changed tables; all of it after the project itself changed."""
    places, policy = settings.read(), settings.policy()
    chosen = _chosen(context)
    with values_withheld():
        plan = dbt.plan(places, policy)
    if plan.is_empty and not chosen:
        context.log.info("no model had to be built: no table has changed")
        yield from _as_before(context, plan, built=())
        return
    with values_withheld():
        built = dbt.build(places, policy, chosen or plan.selection(model_name("")))
        counts = dbt.row_counts(places, _built_marts(context, built))
    yield from _results(context, built, counts)
    if chosen and any(node.has_failed for node in built):
        dbt.forget(places)  # what was remembered as good is not what is there now
    _refuse_failures(built)
    if not chosen:
        dbt.remember(places, plan.done(context.run.run_id, built))
        yield from _as_before(context, plan, built)


def _chosen(context: dg.AssetExecutionContext) -> tuple[str, ...]:
    """The models that a person picked in the UI; none when the run is of all of them."""
    if not context.is_subset:
        return ()
    return tuple(sorted(key.path[-1] for key in context.selected_asset_keys))


def _built_marts(context: dg.AssetExecutionContext, built: Sequence[NodeResult]) -> list[str]:
    done = {node.unique_id for node in built if node.has_passed}
    return [
        ".".join(spec.key.path)
        for spec in context.assets_def.specs
        if spec.key.path[0] == MARTS and spec.metadata[_UNIQUE_ID] in done
    ]


def _results(
    context: dg.AssetExecutionContext, built: Sequence[NodeResult], counts: Mapping[str, int]
) -> Results:
    assets = {s.metadata[_UNIQUE_ID]: s.key for s in context.assets_def.specs}
    checks = {s.metadata[_UNIQUE_ID]: s for s in context.assets_def.check_specs}
    for node in built:
        if node.unique_id in assets and node.has_passed:
            yield _built(assets[node.unique_id], node, counts)
        elif node.unique_id in checks:
            yield _check_result(checks[node.unique_id], node)


def _built(key: dg.AssetKey, node: NodeResult, counts: Mapping[str, int]) -> dg.MaterializeResult:
    rows = counts.get(".".join(key.path))
    known = {} if rows is None else {"dagster/row_count": rows}
    return dg.MaterializeResult(
        asset_key=key, metadata={"built": True, "seconds": node.seconds, **known}
    )


def _check_result(spec: dg.AssetCheckSpec, node: NodeResult) -> dg.AssetCheckResult:
    severity = dg.AssetCheckSeverity.WARN if node.is_only_a_warning else dg.AssetCheckSeverity.ERROR
    return dg.AssetCheckResult(
        asset_key=spec.asset_key,
        check_name=spec.name,
        passed=node.has_passed,
        severity=severity,
        metadata={"failing_rows": node.failures, "seconds": node.seconds},
    )


def _as_before(
    context: dg.AssetExecutionContext, plan: BuildPlan, built: Sequence[NodeResult]
) -> Results:
    """What a build would say of models whose inputs did not change since they were built.

    Marts say it for their freshness, checks because Dagster shows one without a result as skipped.
    """
    done = {node.unique_id for node in built}
    for spec in context.assets_def.specs:
        if spec.key.path[0] == MARTS and spec.metadata[_UNIQUE_ID] not in done:
            yield dg.MaterializeResult(asset_key=spec.key, metadata={"built": False})
    for check in context.assets_def.check_specs:
        test = check.metadata[_UNIQUE_ID]
        if test not in done:
            yield _unrun_check(check, has_warned=test in plan.warned)


def _unrun_check(spec: dg.AssetCheckSpec, *, has_warned: bool) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        asset_key=spec.asset_key,
        check_name=spec.name,
        passed=not has_warned,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"was_evaluated": False},
    )


def _refuse_failures(built: Sequence[NodeResult]) -> None:
    failed = sorted(node.name for node in built if node.has_failed)
    if failed:
        message = f"dbt: {len(failed)} models or tests failed: {', '.join(failed[:10])}."
        raise CheckFailedError(f"{message} The published snapshot was left as it was.")
