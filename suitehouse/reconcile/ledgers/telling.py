"""Which systems a reconciliation has to tell apart: those with files, and those named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from suitehouse.errors import ConfigurationError
from suitehouse.intake.recognition import systems_of
from suitehouse.ledger.export_file import ExportFile
from suitehouse.ledger.item import ItemKind, Side
from suitehouse.reconcile.definition import Definition
from suitehouse.reconcile.ledgers.ledgers import Ledgers
from suitehouse.reconcile.ledgers.rules import assign_by_rules
from suitehouse.reconcile.policy import ReconcilePolicy
from suitehouse.reconcile.store import ItemStore
from suitehouse.warehouses.protocol import ArrowReadable


def check_rules(policy: ReconcilePolicy) -> None:
    """Refuse a rule for a system that no format is of: its invoices would be compared with nothing.

    Raises:
        ConfigurationError: There is such a rule.
    """
    known = systems_of(Side.ERP)
    for rule in policy.ledgers:
        if rule.system not in known:
            message = f"reconcile.ledgers names a system that is none of {', '.join(known)}."
            raise ConfigurationError(message)


def tell_apart(
    definition: Definition,
    files: Iterable[ExportFile],
    policy: ReconcilePolicy,
    warehouse: ArrowReadable,
    store: ItemStore,
) -> Ledgers:
    """Return the ledgers of a reconciliation, the CRM's rows assigned as the settings say.

    Raises:
        ConfigurationError: A rule asks for what has not landed.
        WarehouseError: It cannot be read.
    """
    if not definition.by_ledger:
        return Ledgers()
    with_files = {
        file.system
        for file in files
        if file.side is definition.right.side and file.kinds != {ItemKind.CUSTOMER}
    }
    systems = with_files | {rule.system for rule in policy.ledgers}
    ledgers = Ledgers(tuple(sorted(systems)), tuple(sorted(with_files)))
    if not ledgers:
        return ledgers
    return replace(ledgers, assigned=assign_by_rules(policy.ledgers, warehouse, store))
