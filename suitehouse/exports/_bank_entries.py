"""What bank statements have in common, whatever they are written in: entries and their balances.

Signs are ours already: credit positive, debit negative; a reversal has the sign of the movement
that it is. Opening balance and entries must make the closing balance, by statement and currency.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from suitehouse.exports._scoped_ids import scoped_id
from suitehouse.ledger.export_file import FileFacts, Finding, Severity
from suitehouse.ledger.item import ItemKind, LedgerItem, Side
from suitehouse.ledger.money import Money
from suitehouse.tabular.card_texts import CardWatch, text_hash
from suitehouse.tabular.dates import DaySpan
from suitehouse.tabular.references import mentioned_numbers, printed_reference, usable_reference

EXPORT_AGAIN: Final = "Download the statement again and do not edit it."


@dataclass(frozen=True, slots=True)
class Entry:
    """One movement as a format reads it, texts still as the bank prints them.

    Attributes:
        written: What the row's digest is made of.
        own_id: What tells the entry from every other of the bank, account included; empty if
            nothing does.
        texts: Free text, read only for invoice numbers.
        batch: The same for all parts of an entry that the bank booked as one amount.
    """

    on: date
    money: Money
    written: tuple[str, ...]
    own_id: tuple[str, ...] = ()
    at: datetime | None = None
    references: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    party: str = ""
    charged: Money | None = None
    batch: tuple[str, ...] = ()


@dataclass(slots=True)
class Footing:
    """One statement's balances and what its entries move, by currency.

    Attributes:
        start: The line where the statement starts.
        lines: Where each closing balance stands.
    """

    start: int
    opening: dict[str, Decimal] = field(default_factory=dict)
    closing: dict[str, Decimal] = field(default_factory=dict)
    moved: dict[str, Decimal] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)

    def move(self, money: Money) -> None:
        """Take in one more entry."""
        self.moved[money.currency] = self.moved.get(money.currency, Decimal(0)) + money.amount

    def findings(self) -> Iterator[Finding]:
        """Yield what does not add up, or cannot be added."""
        for currency in sorted({*self.opening, *self.closing, *self.moved}):
            line = self.lines.get(currency, self.start)
            if currency not in self.opening or currency not in self.closing:
                message = "A currency of the statement has no opening or no closing balance."
                yield Finding(Severity.WARNING, "balance_missing", message, line)
            elif self._expected(currency) != self.closing[currency]:
                message = "Opening balance and entries do not add to the closing balance."
                yield Finding(Severity.ERROR, "total_does_not_foot", message, line)

    def _expected(self, currency: str) -> Decimal:
        return self.opening[currency] + self.moved.get(currency, Decimal(0))


@dataclass(slots=True)
class BankLedger:
    """Makes items of a file's entries and gathers what is to be said of the file."""

    file: str
    watch: CardWatch = field(default_factory=CardWatch)
    count: int = 0
    statements: int = 0
    span: DaySpan = field(default_factory=DaySpan)
    printed: DaySpan = field(default_factory=DaySpan)
    footing: list[Finding] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    _line: int = 0
    _on_line: int = 0

    def item(self, entry: Entry, line: int) -> LedgerItem:
        """Return an entry as a ledger item."""
        self.count += 1
        self.span.add(entry.on)
        digest = text_hash(*entry.written)
        kept = [usable_reference(self.watch.kept(each, line)) for each in entry.references]
        references = tuple(dict.fromkeys(filter(None, kept)))
        mentions = self._mentions(entry.texts, line)
        own_id = self._scoped(entry.own_id, line)
        return LedgerItem(
            side=Side.BANK,
            kind=ItemKind.BANK_ENTRY,
            source_file=self.file,
            source_row=line,
            source_id=own_id or f"row-{digest}",
            on=entry.on,
            money=entry.money,
            row_hash=self._row_hash(entry, line, digest),
            has_own_id=bool(own_id),
            at=entry.at,
            charged=entry.charged,
            references=references,
            mentions=mentions,
            shown=printed_reference(next(iter((*references, *mentions)), "")),
            payout=self._scoped(entry.batch, line),
            party_name=self.watch.kept(entry.party, line),
        )

    def _scoped(self, parts: tuple[str, ...], line: int) -> str:
        """A digest of a card number could be reversed, so there is none where a part holds one."""
        kept = [self.watch.kept(part, line) for part in parts]
        return scoped_id(parts) if tuple(kept) == parts else ""

    def _row_hash(self, entry: Entry, line: int, digest: str) -> str:
        """Entries that stand on one line and are alike must not become equal items."""
        self._on_line = self._on_line + 1 if line == self._line else 0
        self._line = line
        return text_hash(*entry.written, str(self._on_line)) if self._on_line else digest

    def _mentions(self, texts: Iterable[str], line: int) -> tuple[str, ...]:
        found = (mentioned_numbers(self.watch.kept(text, line)) for text in texts)
        return tuple(dict.fromkeys(number for numbers in found for number in numbers))

    def close(self, footing: Footing) -> None:
        """Foot one statement."""
        self.statements += 1
        self.footing.extend(footing.findings())

    def facts(self, findings: Iterable[Finding]) -> FileFacts:
        """Return what is to be said of the file, now that all was read."""
        found = [*findings, *self.footing, *self.findings, *self.watch.findings()]
        if self._is_outside():
            message = "Entries are dated outside the days that the statement says it covers."
            found.append(Finding(Severity.WARNING, "outside_printed_range", message))
        if not self.count:
            message = "The statement has no entries."
            found.append(Finding(Severity.WARNING, "no_rows", message))
        return FileFacts(
            findings=tuple(found),
            covers=self.printed.days or self.span.days,
            agrees_to_total=bool(self.statements) and not self.footing,
        )

    def _is_outside(self) -> bool:
        if not self.printed.days or not self.span.days:
            return False
        return self.span.days[0] < self.printed.days[0] or self.span.days[1] > self.printed.days[1]
