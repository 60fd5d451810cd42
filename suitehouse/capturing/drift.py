"""What a pass sees of the source's schema, and what it does about it before it reads a row."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from suitehouse.capturing.pass_order import PassOrder
from suitehouse.contracts.drift import SchemaChange
from suitehouse.contracts.left_out import load_left_out
from suitehouse.contracts.model import TableContract
from suitehouse.drift.events import events, must_compare, seen_columns
from suitehouse.drift.present import present_drift
from suitehouse.source.catalogue import SourceTable
from suitehouse.warehouses.protocol import DriftNote, Ledger


def note_drift(
    ledger: Ledger,
    order: PassOrder,
    catalogue: Mapping[str, SourceTable],
    looked_at: Sequence[TableContract],
) -> Collection[SchemaChange]:
    """Note how the source's schema differs now, and return what was not noted before.

    Tables whose altering may have changed values, or that are back after they were gone, are marked
    to be read whole and compared in their next load, which may be in a later pass.

    Args:
        ledger: Remembers what earlier passes saw.
        order: The pass.
        catalogue: The live tables.
        looked_at: The contracts whose tables this pass could look at.
    """
    before = ledger.seen_columns()
    present = present_drift(
        order.contracts, catalogue, chosen=looked_at, left_out=load_left_out(), landed=before
    )
    now = {
        contract.table: seen_columns(catalogue[contract.table])
        for contract in looked_at
        if contract.table in catalogue
    }
    altered = [
        contract
        for contract in looked_at
        if contract.table in now and before.get(contract.table) not in {None, now[contract.table]}
    ]
    note = DriftNote(
        run_id=order.run_id,
        noticed_at=order.clock(),
        changes=tuple(change for change in present if change.change != "table_absent"),
        events=tuple(
            change
            for contract in altered
            for change in events(contract, before[contract.table], now[contract.table])
        ),
        unseen=order.contracts.keys() - {contract.table for contract in looked_at},
        columns={table: columns for table, columns in now.items() if before.get(table) != columns},
        to_compare=frozenset(
            contract.table
            for contract in altered
            if must_compare(contract, before[contract.table], now[contract.table])
        ),
    )
    return ledger.note_drift(note)
