"""What is true of planted rows, whatever the engine says of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

ERP = "crm_invoices_to_erp"
PROCESSOR = "crm_invoices_to_processor"
# Of several kinds on one pair the first is the break's kind; the others are causes beside it.
# `void` is the status mismatch of a document that one side has taken back, `net_of_fee` the fee
# mismatch that the amount shows, and `short_payment` the partial payment of a charge for less.
ORDER = (
    "wrong_reference",
    "void",
    "currency_mismatch",
    "fx_difference",
    "sign_reversed",
    "tax_mismatch",
    "net_of_fee",
    "short_payment",
    "overpayment",
    "amount_mismatch",
    "fee_mismatch",
    "partial_payment",
    "status_mismatch",
    "rounding",
    "timing",
    "customer_mismatch",
)
# Kinds the engine is not yet asked to tell: in the table, and asserted by no test.
NOT_ASSERTED: Mapping[str, str] = {}
CRM_PREFIX = "crm:"


@dataclass(frozen=True, slots=True)
class TrueBreak:
    """A break that has to be reported, of exactly these rows.

    Attributes:
        rows: Keys, in order; one that stands twice names two rows that nothing tells apart.
        also: Kinds that hold beside the first.
    """

    reconciliation: str
    kind: str
    rows: tuple[str, ...]
    also: tuple[str, ...] = ()

    @property
    def is_asserted(self) -> bool:
        """Whether the engine claims to tell this kind."""
        return self.kind not in NOT_ASSERTED


@dataclass(frozen=True, slots=True)
class TrueMatch:
    """Rows that belong together and agree."""

    reconciliation: str
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TrueExclusion:
    """A row that is left out, and why."""

    reconciliation: str
    row: str
    reason: str


@dataclass(slots=True)
class Truth:
    """All of it, each row of a reconciliation once."""

    breaks: list[TrueBreak] = field(default_factory=list)
    matches: list[TrueMatch] = field(default_factory=list)
    exclusions: list[TrueExclusion] = field(default_factory=list)

    def add_break(self, reconciliation: str, kinds: Sequence[str], *rows: str) -> None:
        """Note a break of rows for which one or several kinds hold."""
        first, *also = sorted(kinds, key=_place)
        names = [_NAMES.get(kind, kind) for kind in (first, *also)]
        self.breaks.append(
            TrueBreak(reconciliation, names[0], tuple(sorted(rows)), tuple(names[1:]))
        )

    def add_match(self, reconciliation: str, *rows: str) -> None:
        """Note that rows belong together and agree."""
        self.matches.append(TrueMatch(reconciliation, tuple(sorted(rows))))

    def leave_out(self, reconciliation: str, row: str, reason: str) -> None:
        """Note that a row is excluded."""
        self.exclusions.append(TrueExclusion(reconciliation, row, reason))

    def extend(self, other: Truth) -> None:
        """Take in what is true of other rows."""
        self.breaks += other.breaks
        self.matches += other.matches
        self.exclusions += other.exclusions


_NAMES = {
    "void": "status_mismatch",
    "net_of_fee": "fee_mismatch",
    "short_payment": "partial_payment",
}
# Kinds that leave open which of several rows is the partner.
_UNPAIRED = ("duplicate", "overlap_duplicate")


def pairs_of(kind: str, rows: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield which rows of both sides are paired by a match or by a break of a kind."""
    if kind in _UNPAIRED:
        return
    ours = [row for row in rows if row.startswith(CRM_PREFIX)]
    yield from product(ours, [row for row in rows if not row.startswith(CRM_PREFIX)])


def _place(kind: str) -> int:
    return ORDER.index(kind) if kind in ORDER else -1
