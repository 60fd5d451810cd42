"""What a run of `reconcile` found: reconciliations, files, and whether everything foots."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from suitehouse.intake.folder import QuarantinedFile
from suitehouse.ledger.export_file import CardCells, ExportFile
from suitehouse.ledger.item import Side
from suitehouse.ledger.tally import Tally
from suitehouse.reconcile.bridge import Bridge
from suitehouse.reconcile.completeness import TableCompleteness
from suitehouse.reconcile.control_totals import SideTotals
from suitehouse.reconcile.coverage import Coverage
from suitehouse.reconcile.crm_table import CrmSource
from suitehouse.reconcile.definition import Definition
from suitehouse.reconcile.headline import Remark, Weight, headline_of, remarks_on
from suitehouse.reconcile.ledgers.counts import LedgerCounts
from suitehouse.reconcile.outcome import Break, Member, Row, Suggestion
from suitehouse.reconcile.period import Period
from suitehouse.reconcile.rates import RateTable
from suitehouse.reconcile.results import exclusions_of, rows_of
from suitehouse.reconcile.store import ItemStore
from suitehouse.reconcile.terms import Terms


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """One reconciliation, done.

    Attributes:
        groups_by_pass: How many groups each pass has paired.
        totals: The proof, a row for each side and currency.
        breaks: The breaks, in the order of their first row.
        suggestions: What could be the partner of a break's row, by `break_id`, in the same order.
        sources: The tables of landing that the CRM's side is read from.
        ledgers: What the systems of the right side come to, where there are several.
        coverage: Which days of the period the files speak for, a row for each side that has files;
            nothing where no day decides.
    """

    terms: Terms
    groups_by_pass: Mapping[str, int]
    totals: tuple[SideTotals, ...]
    breaks: Sequence[Break]
    suggestions: Mapping[str, tuple[Suggestion, ...]]
    store: ItemStore
    sources: tuple[CrmSource, ...] = ()
    ledgers: LedgerCounts | None = None
    coverage: tuple[Coverage, ...] = ()

    @property
    def definition(self) -> Definition:
        """What is compared."""
        return self.terms.definition

    @property
    def period(self) -> Period:
        """The month asked for, or the span of the files."""
        return self.terms.period

    def side_of(self, member: Member) -> Side:
        """Return whose books a row of a break or a suggestion comes from."""
        return self.definition.right.side if member.half else self.definition.left.side

    def side_name(self, side: str) -> str:
        """Return what a side is called in sentences."""
        is_left = side == self.definition.left.side
        return self.terms.ours if is_left else self.terms.theirs

    @property
    def foots(self) -> bool:
        """Whether every side foots in every currency."""
        return all(totals.foots for totals in self.totals)

    def rows(self) -> Iterator[Row]:
        """Yield every input row, the CRM's first, then each file's in line order."""
        return rows_of(self.store, self.definition.name)

    def exclusions(self) -> Mapping[tuple[str, str, str], Tally]:
        """Return the excluded rows by side, reason and currency, in that order."""
        return exclusions_of(self.store, self.definition.name)


@dataclass(frozen=True, slots=True)
class NotRun:
    """A reconciliation for which there are files, but not what they are held against.

    Attributes:
        table: The landing table that has not been captured.
    """

    name: str
    table: str

    @property
    def reason(self) -> str:
        """Why, and what to do."""
        return (
            f"landing.{self.table} is not in the warehouse; capture it with "
            f"`suitehouse capture --tables {self.table}`."
        )


@dataclass(frozen=True, slots=True)
class ReconcileReport:
    """Everything that a run of `reconcile` found.

    Attributes:
        period: The month asked for, or the span of all files; absent if no file could be read.
        is_requested: Whether the period was asked for rather than taken from the files.
        not_run: Reconciliations that have files and no CRM.
        crm_count: How many invoices the CRM has; absent where none of them took part.
        crm_tables: How good the copy of each table is that the CRM's side is read from.
        bridge: From what was invoiced to what the bank received; absent without a period.
        rates: The exchange rates that the company has given.
        compares_persons: Whether persons could be compared by the warehouse's tokens.
    """

    period: Period | None
    is_requested: bool
    files: tuple[ExportFile, ...]
    quarantined: tuple[QuarantinedFile, ...]
    reconciliations: tuple[Reconciliation, ...]
    not_run: tuple[NotRun, ...] = ()
    crm_count: int | None = None
    crm_tables: tuple[TableCompleteness, ...] = ()
    bridge: Bridge | None = None
    rates: RateTable = field(default_factory=RateTable)
    compares_persons: bool = True

    @property
    def label(self) -> str:
        """The period in the name of an output folder."""
        return self.period.label if self.period else "unread"

    def reconciliations_of(self, file: ExportFile) -> list[str]:
        """Return which reconciliations a file takes part in; none where nothing uses its side."""
        return [
            done.definition.name
            for done in self.reconciliations
            if file.side in (done.definition.left.side, done.definition.right.side)
        ]

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
        """Whether every reconciliation and the bridge foot, and no file contradicts itself."""
        files_foot = all(file.is_sound for file in self.files)
        bridge_foots = self.bridge is None or self.bridge.foots
        return files_foot and bridge_foots and all(done.foots for done in self.reconciliations)

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """What has to be known to read the figures for what they are, what fails them first."""
        return remarks_on(self)

    @property
    def headline(self) -> str:
        """What the result stands on, in a line."""
        return headline_of(self.remarks)

    @property
    def is_complete(self) -> bool:
        """Whether the figures can be read as they stand: breaks are normal, remarks are not.

        All that should have run did, on files that were all used and cover the period, it foots,
        and the CRM's side is proven.
        """
        return all(remark.weight is Weight.NOTE for remark in self.remarks)

    @property
    def exit_status(self) -> int:
        """0, or 1 where something fails the report; what only qualifies it does not."""
        return int(any(remark.weight is Weight.FAILS for remark in self.remarks))
