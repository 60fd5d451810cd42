"""Which tables a pass takes, and what their contracts come to against the live catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

from suitehouse.contracts.model import TableContract
from suitehouse.contracts.shape import TableShape, shape_of
from suitehouse.errors import ConfigurationError, SourceError
from suitehouse.source.catalogue import SourceTable
from suitehouse.warehouses.protocol import HistoryPlan, LandingTable

# SuiteCRM's save() moves them whether or not anything changed.
_QUIET = "modified_user_id"


def chosen_contracts(
    contracts: Mapping[str, TableContract], tables: Sequence[str]
) -> tuple[TableContract, ...]:
    """Return the contracts of the named tables in name order, all of them where none is named.

    Raises:
        ConfigurationError: A table has no contract.
    """
    check_names(contracts, tables)
    return tuple(contracts[name] for name in sorted(set(tables) or contracts))


def check_names(contracts: Mapping[str, TableContract], tables: Iterable[str]) -> None:
    """Make sure that each of these tables has a contract, which is not read.

    Raises:
        ConfigurationError: One has none.
    """
    for name in tables:
        if name not in contracts:
            close = get_close_matches(name, contracts, n=1)
            hint = f" Did you mean '{close[0]}'?" if close else ""
            raise ConfigurationError(
                f"There is no contract for table '{name}', so it cannot be captured.{hint}"
            )


def live_shape(contract: TableContract, live: SourceTable) -> TableShape:
    """Return how a table is read and landed, given its live columns.

    Raises:
        SourceError: The table lacks its key, by which rows are told apart.
    """
    shape = shape_of(
        contract,
        live.types,
        orders_by_case=live.tells_case_apart(contract.key),
    )
    present = {column.name for column in shape.read}
    if absent := [name for name in contract.key if name not in present]:
        raise SourceError(
            f"Table '{contract.table}' has no column {', '.join(absent)}, which is its key, or "
            "our user may not "
            "read it; leave the table out with `tables` in suitehouse.toml, or grant SELECT on "
            "all of it."
        )
    return shape


def landing_table(shape: TableShape) -> LandingTable:
    """Return the landing table of a shape."""
    contract = shape.contract
    types = {column.name: column.type for column in shape.landing}
    return LandingTable(
        name=contract.table,
        key=contract.key,
        columns=shape.landing,
        treated=tuple(column.name for column in contract.landed if column.treatment != "keep"),
        cursor=contract.cursor if contract.cursor in types else None,
        has_soft_delete=types.get("deleted") == "BOOLEAN",
        orders_by_case=shape.orders_by_case,
        history=_history_plan(shape),
        redacted=tuple(column.name for column in contract.landed if column.is_rid_of_people),
    )


def _history_plan(shape: TableShape) -> HistoryPlan:
    contract = shape.contract
    return HistoryPlan(
        is_kept=contract.history,
        quiet=tuple(c.name for c in contract.landed if c.name in {contract.cursor, _QUIET}),
        treatments=shape.treatments,
        fingerprint=shape.fingerprint,
        withheld=tuple(c.name for c in contract.landed if c.is_organisation),
    )
