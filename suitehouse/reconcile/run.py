"""All reconciliations whose exports are there: the entry for the command and the Dagster asset."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from suitehouse.errors import ConfigurationError, ShortfallError
from suitehouse.intake.folder import QuarantinedFile, read_folder
from suitehouse.ledger.books import Books
from suitehouse.ledger.export_file import CardCells, ExportFile
from suitehouse.ledger.item import LedgerItem, Side
from suitehouse.reconcile.control_totals import SideTotals, file_totals, side_totals
from suitehouse.reconcile.crm_invoices import invoice_totals, read_invoices
from suitehouse.reconcile.definition import Definition, load_definitions
from suitehouse.reconcile.matching import Inputs, Matching, match_items
from suitehouse.reconcile.outcome import Break, Outcome
from suitehouse.reconcile.period import Period, covered_period, parse_month
from suitehouse.settings import ReconcilePolicy
from suitehouse.warehouses.protocol import ArrowReadable


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """One reconciliation, done.

    Attributes:
        period: The month asked for, or the span of the files.
        totals: The proof, a row for each side and currency.
    """

    definition: Definition
    period: Period
    inputs: Inputs
    matching: Matching
    totals: tuple[SideTotals, ...]

    @property
    def foots(self) -> bool:
        """Whether every side foots in every currency."""
        return all(totals.foots for totals in self.totals)

    @property
    def breaks(self) -> Sequence[Break]:
        """The breaks, in the order they were found."""
        return self.matching.book.breaks

    @property
    def items(self) -> tuple[LedgerItem, ...]:
        """Every input row: the CRM's, then each file's in line order."""
        return self.inputs.crm + self.inputs.other

    def outcome(self, item: LedgerItem) -> Outcome:
        """Return what became of an item.

        Raises:
            ShortfallError: Nothing became of it, so no report may be written.
        """
        if item not in self.matching.book.outcomes:
            place = f"{item.source_file}, row {item.source_row}"
            message = f"{place} has no outcome in {self.definition.name}; please report this."
            raise ShortfallError(message)
        return self.matching.book.outcomes[item]


@dataclass(frozen=True, slots=True)
class ReconcileReport:
    """Everything that a run of `reconcile` found.

    Attributes:
        period: The month asked for, or the span of all files; absent if no file could be read.
        is_requested: Whether the period was asked for rather than taken from the files.
    """

    period: Period | None
    is_requested: bool
    files: tuple[ExportFile, ...]
    quarantined: tuple[QuarantinedFile, ...]
    reconciliations: tuple[Reconciliation, ...]

    @property
    def label(self) -> str:
        """The period in the name of an output folder."""
        return self.period.label if self.period else "unread"

    @property
    def card_cells(self) -> Mapping[str, tuple[CardCells, ...]]:
        """Cells that were not read for a payment card number in them, by file; used or not."""
        taken: tuple[ExportFile | QuarantinedFile, ...] = (*self.files, *self.quarantined)
        return {file.name: file.card_cells for file in taken if file.card_cells}

    @property
    def refused_card_count(self) -> int:
        """How many cells of the exports hold a payment card number."""
        found = (cells for files in self.card_cells.values() for cells in files)
        return sum(len(cells.lines) for cells in found)

    @property
    def foots(self) -> bool:
        """Whether every reconciliation foots and no file contradicts its own totals."""
        files_foot = all(file.is_sound for file in self.files)
        return files_foot and all(done.foots for done in self.reconciliations)

    @property
    def is_complete(self) -> bool:
        """Whether every file was used and everything foots: breaks are normal, these are not."""
        return self.foots and not self.quarantined

    @property
    def exit_status(self) -> int:
        """0, or 1 where a file was quarantined or something does not foot."""
        return 0 if self.is_complete else 1


def reconcile(
    *, warehouse: ArrowReadable, exports: Path, policy: ReconcilePolicy, month: str | None = None
) -> ReconcileReport:
    """Run each reconciliation that has files; change nothing.

    Args:
        warehouse: Where `landing.aos_invoices` and `landing.currencies` are read.
        exports: Folder of export files.
        policy: Base currency and invoice prefix.
        month: `YYYY-MM`; without it the period is the span that the files cover.

    Raises:
        ConfigurationError: The month is no month, or there is nothing to reconcile.
        WarehouseError: Invoices cannot be read from the warehouse.
    """
    asked = parse_month(month) if month else None
    intake = read_folder(exports, Books(policy.base_currency))
    period = asked or covered_period(intake.files)
    if period is None and not intake.quarantined:
        message = f"The exports in {exports} hold no dated row. Give --period or newer exports."
        raise ConfigurationError(message)
    crm = read_invoices(warehouse, policy)
    crm_totals = invoice_totals(warehouse, policy)
    done = []
    for definition in load_definitions().values():
        files = tuple(file for file in intake.files if file.side is definition.other.side)
        if files and (own_period := asked or covered_period(files)):
            inputs = Inputs(crm, files, crm_totals)
            done.append(_reconcile_one(definition, inputs, own_period, policy))
    return ReconcileReport(
        period=period,
        is_requested=asked is not None,
        files=intake.files,
        quarantined=intake.quarantined,
        reconciliations=tuple(done),
    )


def _reconcile_one(
    definition: Definition, inputs: Inputs, period: Period, policy: ReconcilePolicy
) -> Reconciliation:
    matching = match_items(definition, inputs, period=period, policy=policy)
    outcomes = matching.book.outcomes
    other_totals = file_totals(inputs.files)
    totals = (
        *side_totals(Side.CRM, inputs.crm_totals, inputs.crm, outcomes),
        *side_totals(definition.other.side, other_totals, inputs.other, outcomes),
    )
    return Reconciliation(definition, period, inputs, matching, totals)
