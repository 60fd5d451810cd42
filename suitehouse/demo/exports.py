"""Export files of the demo company's other systems, ready for `reconcile`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from suitehouse.demo.books.invoices import PlantedBreak, last_full_months, read_invoices
from suitehouse.demo.books.quickbooks import write_invoice_list
from suitehouse.demo.books.stripe import write_payout_report
from suitehouse.demo.connection import Connection
from suitehouse.operations.clock import Clock, system_clock

MONTHS = 3
ERP_FILE = "quickbooks_invoice_list.csv"
PROCESSOR_FILE = "stripe_payout_reconciliation.csv"


@dataclass(frozen=True, slots=True)
class DemoExports:
    """The files written and the breaks planted in them."""

    erp: Path
    processor: Path
    planted: tuple[PlantedBreak, ...]


def write_exports(
    connection: Connection, folder: Path, seed: int, clock: Clock = system_clock
) -> DemoExports:
    """Write what QuickBooks and Stripe would export for the last three full months.

    The files agree with the CRM's invoices as they are now, except for the planted breaks. The same
    invoices, seed and clock write the same bytes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    now = clock()
    months = last_full_months(now, MONTHS)
    invoices = read_invoices(connection)
    erp, processor = folder / ERP_FILE, folder / PROCESSOR_FILE
    return DemoExports(
        erp,
        processor,
        planted=(
            *write_invoice_list(erp, invoices, months, printed_at=now, seed=seed),
            *write_payout_report(processor, invoices, months, seed=seed),
        ),
    )
