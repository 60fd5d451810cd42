"""A home whose warehouse has landing tables as capture makes them, and no rows yet."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from suitehouse.capturing.selection import landing_table
from suitehouse.contracts.model import load_contracts
from suitehouse.contracts.shape import shape_of
from suitehouse.warehouses.opening import open_file


def make_landing(home: Path, names: Iterable[str]) -> None:
    """Make the landing tables of some contracts."""
    warehouse = open_file(home / "warehouse.duckdb")
    contracts = [load_contracts()[name] for name in names]
    shapes = [
        shape_of(contract, {column.name: column.type for column in contract.columns})
        for contract in contracts
    ]
    warehouse.prepare([landing_table(shape) for shape in shapes])
    warehouse.close()
