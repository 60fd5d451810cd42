"""What reconciliation promises: an asset and its checks for each definition, and the report."""

from collections.abc import Iterable, Iterator, Mapping

import dagster as dg

from suitehouse.discovery import objects_in
from suitehouse.reconcile import crm
from suitehouse.reconcile.crm_table import CrmTable
from suitehouse.reconcile.definition import Definition

LAYER = "recon"
REPORT = dg.AssetKey([LAYER, "report"])
FOOTS = "foots"
FILES_USED = "files_were_used"
WITHIN_THRESHOLD = "break_amount_within_threshold"
HAS_ARRIVED = "file_has_arrived"
_OF_EACH = {
    FOOTS: "Every row and amount of a side is matched, a break or excluded, exactly once.",
    WITHIN_THRESHOLD: "Breaks add to no more than reconcile.break_threshold, in each currency.",
    HAS_ARRIVED: "The exports that reconcile.expected names are there by their day.",
}
_OF_ALL = {
    FOOTS: "Every reconciliation foots, and no file contradicts its own totals.",
    FILES_USED: "No export file had to be set aside because a line of it could not be read.",
    HAS_ARRIVED: "As of each reconciliation, for sides that no reconciliation compares.",
}
_OWNERS = ["team:finance"]
_CRM_TABLES: Mapping[str, CrmTable] = objects_in(crm)
_CURRENCIES = "currencies"


def definition_key(name: str) -> dg.AssetKey:
    """Return the asset of a reconciliation."""
    return dg.AssetKey([LAYER, name])


def asset_specs(definitions: Mapping[str, Definition]) -> list[dg.AssetSpec]:
    """Return the asset of each reconciliation, then the report that is written of all of them."""
    specs = [_definition_spec(definition) for definition in definitions.values()]
    return [*specs, _report_spec(specs)]


def check_specs(names: Iterable[str]) -> list[dg.AssetCheckSpec]:
    """Return the checks of each reconciliation, then those of the report."""
    return [
        *(spec for name in names for spec in _checks(definition_key(name), _OF_EACH)),
        *_checks(REPORT, _OF_ALL),
    ]


def _definition_spec(definition: Definition) -> dg.AssetSpec:
    tables = {name for name in (definition.left.table, definition.right.table) if name}
    return dg.AssetSpec(
        key=definition_key(definition.name),
        deps=sorted({key for name in tables for key in _landed(_CRM_TABLES[name])}),
        skippable=True,  # where one of its sides has no file
        group_name=LAYER,
        kinds={"duckdb"},
        owners=_OWNERS,
        description=f"{definition.title}: {definition.question}",
    )


def _landed(table: CrmTable) -> Iterator[dg.AssetKey]:
    """The landing tables that one of the CRM's is read from."""
    for name in (table.table, _CURRENCIES, *table.parties_need):
        yield dg.AssetKey(["landing", name])


def _report_spec(parts: Iterable[dg.AssetSpec]) -> dg.AssetSpec:
    return dg.AssetSpec(
        key=REPORT,
        deps=[part.key for part in parts],
        skippable=True,
        group_name=LAYER,
        kinds={"csv", "html"},
        owners=_OWNERS,
        description="The reconciliations and their proof as finance reads them.",
    )


def _checks(asset: dg.AssetKey, described: Mapping[str, str]) -> Iterator[dg.AssetCheckSpec]:
    for name, description in described.items():
        yield dg.AssetCheckSpec(name=name, asset=asset, description=description)
