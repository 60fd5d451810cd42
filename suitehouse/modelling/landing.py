"""Every staging model finds its landing table, also of a table that was never captured."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from suitehouse.capturing.selection import landing_table
from suitehouse.contracts.model import TableContract
from suitehouse.contracts.shape import shape_of
from suitehouse.warehouses.protocol import LandingTable, TableState


class Landing(Protocol):
    """What is needed of a warehouse."""

    def states(self) -> Mapping[str, TableState]:
        """Return what is known of each table of `landing`."""

    def prepare(self, tables: list[LandingTable]) -> tuple[str, ...]:
        """Make the landing tables as described; rows stay."""


def complete_landing(warehouse: Landing, contracts: Mapping[str, TableContract]) -> tuple[str, ...]:
    """Make an empty landing table for each contract that has none; return their names.

    A CRM may lack a module, and a policy may leave tables out; models over them are empty then.
    """
    known = warehouse.states()
    missing = [contract for table, contract in contracts.items() if table not in known]
    warehouse.prepare([landing_table(shape_of(contract, {})) for contract in missing])
    return tuple(contract.table for contract in missing)
