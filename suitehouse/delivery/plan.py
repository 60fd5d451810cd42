"""How a relation gets to a target: not at all, as rows that changed, or whole; and why."""

# ruff: noqa: S608 - names are quoted, run ids are text literals

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from suitehouse.delivery.relations import WRITER_SQL, Held, select_columns
from suitehouse.delivery.states import LoadMark
from suitehouse.targets.protocol import Mode, Receipt, Relation
from suitehouse.warehouses._duckdb_sql import quote, text


@dataclass(frozen=True, slots=True)
class Supplier:
    """Who made the rows: the writer by its name, and the masking key of their values."""

    name: str
    key_id: str


@dataclass(frozen=True, slots=True)
class Way:
    """How a relation is sent, and the query of the rows that are."""

    mode: Mode
    reason: str
    query: str


def way_of(
    held: Held, receipt: Receipt | None, supplier: Supplier, *, anew: bool = False
) -> Way | None:
    """Return how a relation gets to a target that says this of it; None where it is there."""
    whole = f"select {select_columns(held.relation)} from {WRITER_SQL.relation(held.relation)}"
    reason = "asked for" if anew else _why_whole(held, receipt, supplier)
    if reason:
        return Way("replace", reason, whole)
    if receipt is None or (receipt.version, receipt.rows) == (held.version, held.rows):
        return None
    if held.loads_since is None:
        return Way("replace", "it changed", whole)
    since = held.loads_since(receipt.version)
    if not since or not held.relation.key:  # also where it was emptied, which is no change of rows
        return Way("replace", "its rows are not told apart by key or load", whole)
    if any(load.rewrites for load in since):
        return Way("replace", "it was loaded or rewritten whole", whole)
    return Way("merge", f"{len(since)} loads changed rows", _changed(held.relation, whole, since))


def _why_whole(held: Held, receipt: Receipt | None, supplier: Supplier) -> str:
    if receipt is None or not receipt.version:
        return "it is new there"
    if receipt.key_id != supplier.key_id:
        return "the masking key was rotated"
    if receipt.supplier != supplier.name:
        return "another writer delivered it"
    if receipt.shape != held.shape:
        return "its columns changed"
    return ""


def _changed(relation: Relation, whole: str, since: Sequence[LoadMark]) -> str:
    """The rows of loads; of history, all versions of those rows."""
    runs = ", ".join(text(run_id) for run_id in sorted({load.run_id for load in since}))
    if relation.schema != "history":
        run_id = "_run_id" if relation.schema == "landing" else "run_id"
        return f"{whole} where {run_id} in ({runs})"
    key = ", ".join(quote(name) for name in relation.key)
    return (
        f"{whole} where ({key}) in "
        f"(select ({key}) from landing.{quote(relation.name)} where _run_id in ({runs}))"
    )
