"""Which of the CRM's tables a run reads: those that a reconciliation with files asks for, once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final

import suitehouse.reconcile.crm as crm_package
from suitehouse.discovery import objects_in
from suitehouse.ledger.export_file import ExportFile
from suitehouse.ledger.tally import Tally
from suitehouse.reconcile.crm_table import CrmSource, CrmTable, landed_tables
from suitehouse.reconcile.definition import Definition
from suitehouse.reconcile.ledgers.ledgers import Ledgers
from suitehouse.reconcile.ledgers.telling import tell_apart
from suitehouse.reconcile.pipeline_records import PipelineRecords
from suitehouse.reconcile.policy import ReconcilePolicy
from suitehouse.reconcile.store import ItemStore
from suitehouse.warehouses.protocol import ArrowReadable


class CrmSide:
    """The CRM's tables on their way into a store."""

    def __init__(self, warehouse: ArrowReadable, policy: ReconcilePolicy, store: ItemStore) -> None:
        self._warehouse = warehouse
        self._policy = policy
        self._store = store
        self._taken: set[str] = set()
        self._totals: dict[str, Mapping[str, Tally]] = {}
        self._tables: Final[Mapping[str, CrmTable]] = objects_in(crm_package)

    def missing(self, *names: str) -> str:
        """Return what these are read from and has not landed, by its name there; '' if all has."""
        needed = (self._tables[name].needed for name in names if name)
        tables = (table for found in needed for table in found)
        return next((table for table in tables if table not in self._landed), "")

    def count(self, name: str) -> int | None:
        """Return how many rows a table has; None where it took no part."""
        if name not in self._taken:
            return None
        return sum(tally.count for tally in self.totals(name).values())

    def take_in(self, name: str) -> None:
        """Put a table's rows into the store, unless they are there already.

        Raises:
            WarehouseError: The table cannot be read.
        """
        if name not in self._taken:
            table = self._tables[name]
            rows = table.read(self._warehouse, self._policy)
            named = table.parties(self._warehouse, self._landed)
            self._store.add_crm(name, table.source, rows, named)
            self._taken.add(name)

    def totals(self, name: str) -> Mapping[str, Tally]:
        """Return count and sum of a table's rows by currency, added up by the warehouse."""
        if name not in self._totals:
            self._totals[name] = self._tables[name].totals(self._warehouse, self._policy)
        return self._totals[name]

    def sources(self, *names: str) -> tuple[CrmSource, ...]:
        """Return the tables of landing that these are read from, each once."""
        tables = (self._tables[name].sources(self._landed) for name in names if name)
        return tuple(dict.fromkeys(source for found in tables for source in found))

    def ledgers(self, definition: Definition, files: Sequence[ExportFile]) -> Ledgers:
        """Return the systems to which the rows of a reconciliation may belong, if several.

        Raises:
            ConfigurationError: The settings ask for what has not landed.
            WarehouseError: It cannot be read.
        """
        return tell_apart(definition, files, self._policy, self._warehouse, self._store)

    @cached_property
    def records(self) -> PipelineRecords:
        """What the warehouse noted of its own work."""
        return PipelineRecords(self._warehouse)

    @cached_property
    def _landed(self) -> frozenset[str]:
        return landed_tables(self._warehouse)
