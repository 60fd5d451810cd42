"""PayPal's activity download from the web, in the language and date style of the account.

Amounts are signed; a fee is printed negative and net = gross + fee. Rows that do not move the
balance (memos, pending, denied) are set aside. Without a type a row cannot be told from another, so
it is compared with nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from suitehouse.errors import ExportError
from suitehouse.exports._item_rows import Observed, first_filled, has_columns, read_rows
from suitehouse.exports._paypal_kinds import EXPECTED, Conversions
from suitehouse.exports._paypal_layout import DOWNLOAD_AGAIN, Writing, writing_of
from suitehouse.exports._paypal_words import ALIASES, IMPACTS, kind_of_type, set_aside_by
from suitehouse.ledger.books import Books
from suitehouse.ledger.export_file import FileFacts, Finding, Reading, Severity
from suitehouse.ledger.item import ItemKind, LedgerItem, PaymentStatus, Side
from suitehouse.ledger.money import Money
from suitehouse.tabular.columns import Columns, locate_columns
from suitehouse.tabular.local_times import local_instant
from suitehouse.tabular.records import Record
from suitehouse.tabular.references import (
    mentioned_numbers,
    printed_id,
    printed_reference,
    usable_reference,
)
from suitehouse.tabular.table import Table

_REQUIRED = ("date", "time", "currency", "gross")
# Either says that it is PayPal's: what a row does to the balance, or its ids.
_SIGNATURES = (("impact",), ("fee", "net", "transaction", "reference", "zone"))


class PayPalActivity:
    """The export format; see the module."""

    side = Side.PROCESSOR
    system = "PayPal"

    def recognises(self, head: Sequence[Record]) -> bool:
        """Whether the first record that holds anything is the download's header."""
        first = first_filled(head)
        is_one = (has_columns(first, ALIASES, (*_REQUIRED, *each)) for each in _SIGNATURES)
        return any(is_one)

    def read(self, table: Table, books: Books) -> Reading:  # noqa: ARG002 - each row names its currency
        """Return the download with each line accounted for; see `TableFormat`."""
        header = first_filled(table.records())
        if header is None or not self.recognises([header]):
            raise ExportError(table.name, "has no header of a download", remedy=DOWNLOAD_AGAIN)
        columns = locate_columns(table.name, header, ALIASES)
        rows = (record for record in _below(table, header) if record.filled)
        writing = writing_of(columns, header, rows)
        tally = _Tally()
        parser = _Parser(columns, writing, tally)
        reading = read_rows(table, header, parser.item, Observed(EXPECTED, is_timed=True))
        return Reading(reading.rows, lambda: _facts(reading.facts(), writing, tally))


paypal_activity = PayPalActivity()


def _below(table: Table, header: Record) -> Iterator[Record]:
    return (record for record in table.records() if record.first_line > header.first_line)


@dataclass(slots=True)
class _Tally:
    """What is to be said of the rows together."""

    conversions: Conversions = field(default_factory=Conversions)
    last: dict[str, tuple[Decimal, Decimal]] = field(default_factory=dict)
    breaks_down: int = 0
    breaks_up: int = 0

    def add(self, item: LedgerItem, balance: Decimal | None) -> None:
        """Take in a row that moves the balance, oldest first or newest first."""
        if item.kind is ItemKind.CONVERSION:
            self.conversions.add(item.link, is_credit=item.money.amount > 0)
        if balance is None:
            return
        moved = item.money.amount if item.net is None else item.net
        currency = item.money.currency
        if currency in self.last:
            before, was_moved = self.last[currency]
            self.breaks_down += before + moved != balance
            self.breaks_up += before - was_moved != balance
        self.last[currency] = balance, moved

    @property
    def findings(self) -> Iterator[Finding]:
        if broken := min(self.breaks_down, self.breaks_up):
            message = f"In {broken} rows the balance does not follow from the row before."
            yield Finding(Severity.WARNING, "balance_does_not_roll", message)


def _facts(facts: FileFacts, writing: Writing, tally: _Tally) -> FileFacts:
    findings = [*tally.conversions.findings, *tally.findings]
    if writing.others and facts.covers:
        names = " or ".join(style.name for style in (writing.style, *writing.others))
        message = f"The dates can be read as {names}; they were read as {writing.style.name}."
        findings.insert(0, Finding(Severity.WARNING, "ambiguous_dates", message))
    return replace(facts, findings=(*facts.findings, *findings))


@dataclass(frozen=True, slots=True)
class _Parser:
    columns: Columns
    writing: Writing
    tally: _Tally

    def item(self, record: Record) -> LedgerItem:
        columns = self.columns
        columns.check_width(record)
        currency = columns.currency(record, "currency")
        gross = self._amount(record, "gross", currency) or Decimal(0)
        net = self._amount(record, "net", currency)
        fee = self._amount(record, "fee", currency)
        impact = self._impact(record, gross if net is None else net)
        words = columns.text(record, "type")
        kind = kind_of_type(words, is_credit=gross > 0)
        on = columns.day(record, "date", self.writing.style)
        at = local_instant(columns, record, on)
        transaction = columns.text(record, "transaction")
        reference = usable_reference(columns.text(record, "invoice"))
        references, mentions = (reference,) if reference else (), self._mentions(record)
        set_aside = set_aside_by(impact, columns.text(record, "status"), words)
        is_paid = kind is ItemKind.CHARGE and not set_aside
        item = LedgerItem(
            side=Side.PROCESSOR,
            kind=kind,
            source_file=columns.file,
            source_row=record.first_line,
            source_id=printed_id(transaction) or f"row-{record.row_hash}",
            on=on,
            at=at,
            money=Money(gross, currency),
            row_hash=record.row_hash,
            has_own_id=bool(transaction),
            fee=None if fee is None else 0 - fee,
            net=net,
            tax=self._amount(record, "tax", currency),
            references=references,
            mentions=mentions,
            shown=printed_reference(next(iter((*references, *mentions)), "")),
            link=self._link(record, kind),
            party_name=columns.text(record, "name"),
            party_email=columns.text(record, "from_email"),
            status=PaymentStatus.PAID if is_paid else PaymentStatus.UNKNOWN,
            set_aside=set_aside,
        )
        if not set_aside:
            self.tally.add(item, self._amount(record, "balance", currency))
        return item

    def _amount(self, record: Record, name: str, currency: str) -> Decimal | None:
        if name != "gross" and not self.columns.text(record, name):
            return None
        comma = self.writing.decimal_comma
        return self.columns.amount(record, name, currency, decimal_comma=comma)

    def _impact(self, record: Record, moved: Decimal) -> str:
        """What the row does to the balance; the sign has to agree where it is said."""
        cell = self.columns.text(record, "impact").casefold()
        if not cell:
            return ""
        if cell not in IMPACTS:
            raise self.columns.fault(record, "impact", "is no word for credit, debit or memo")
        impact = IMPACTS[cell]
        if (impact == "credit" and moved < 0) or (impact == "debit" and moved > 0):
            raise self.columns.fault(record, "impact", "does not agree with the sign of the amount")
        return impact

    def _mentions(self, record: Record) -> tuple[str, ...]:
        cells = (self.columns.text(record, name) for name in ("subject", "note"))
        return mentioned_numbers("\n".join(cells))

    def _link(self, record: Record, kind: ItemKind) -> str:
        own = self.columns.text(record, "transaction")
        reference = self.columns.text(record, "reference")
        return printed_id(own if kind is ItemKind.CHARGE else reference or own)
