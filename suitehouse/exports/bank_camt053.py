"""ISO 20022 account statements, CAMT.053, of which banks send versions 2 to 13.

Amounts are unsigned; CdtDbtInd gives the sign of the movement, of a reversal too, so RvslInd
changes nothing. Trailing zeros and up to five decimals are the format's own rule. An entry is one
item, unless it is a batch whose transactions all have amounts that add to it: then each of them is.
Only booked entries are items.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from suitehouse.errors import ExportError
from suitehouse.exports._bank_entries import EXPORT_AGAIN, BankLedger, Entry
from suitehouse.exports._camt_details import Booked, Detail, parts, read_detail
from suitehouse.exports._camt_elements import Element, elements
from suitehouse.exports._camt_statement import Statement
from suitehouse.exports._scoped_ids import stated_id
from suitehouse.exports._text_rows import TextRows
from suitehouse.ledger.books import Books
from suitehouse.ledger.export_file import ExportRow, FileFacts, Finding, Reading, RowKind, Severity
from suitehouse.ledger.item import Side
from suitehouse.tabular.text import TextFile, refuse_control_characters

_NAMESPACE = re.compile(r"urn:iso:std:iso:20022:tech:xsd:camt\.053\.001\.(?:0[2-9]|1[0-3])\b")
_BOOKED = "BOOK"
_NOT_BOOKED = ("PDNG", "INFO", "FUTR")


class BankCamt053:
    """The export format; see the module."""

    side = Side.BANK
    system = "Bank (CAMT.053)"

    def recognises_text(self, head: str) -> bool:
        """Whether the message says it is a CAMT.053 one."""
        return head.lstrip().startswith("<") and bool(_NAMESPACE.search(head))

    def read_text(self, text: TextFile, books: Books) -> Reading:  # noqa: ARG002 - amounts name their currency
        """Return the message with each line accounted for; see `TextFormat`."""
        refuse_control_characters(text)
        reader = _Reader(text, BankLedger(text.name))
        return Reading(reader.rows(), reader.facts)


bank_camt053 = BankCamt053()


@dataclass(slots=True)
class _Reader:
    """A message as far as it has been read.

    Attributes:
        opened: The line of the last start of each element.
        details: The transactions of the entry that is open.
        claimed: How many the entry says it has; 0 where it does not.
    """

    text: TextFile
    ledger: BankLedger
    lines: TextRows = field(default_factory=TextRows)
    statement: Statement = field(default_factory=lambda: Statement(0))
    opened: dict[str, int] = field(default_factory=dict)
    details: list[Detail] = field(default_factory=list)
    claimed: Decimal = Decimal(0)
    not_booked: int = 0

    def rows(self) -> Iterator[ExportRow]:
        closing: dict[str, Callable[[Element], Iterator[ExportRow]]] = {
            "Bal": self._balance,
            "TxsSummry": self._summary,
            "Ntry": self._entry,
        }
        for element in elements(self.text):
            if element.start:
                self._open(element)
            elif element.name in closing:
                yield from closing[element.name](element)
                element.clear()
            else:
                self._note(element)
        yield from self.lines.gap(self.text.line_count + 1)
        if not self.ledger.statements:
            raise ExportError(self.text.name, "holds no statement", remedy=EXPORT_AGAIN)

    def _open(self, element: Element) -> None:
        self.opened[element.name] = element.line
        if element.name == "Stmt":
            self.statement = Statement(element.line)
        elif element.name == "Ntry":
            self.details, self.claimed = [], Decimal(0)

    def _note(self, element: Element) -> None:
        """Take in an element that is no record of its own."""
        if element.name == "TxDtls":
            self.details.append(read_detail(element, self.opened["TxDtls"]))
            element.clear()
        elif element.name == "Btch" and element.text("NbOfTxs"):
            self.claimed += element.number("NbOfTxs")
        elif element.name == "Acct" and element.is_within("Stmt"):
            self.statement.id = element.beside("Id")
            self.statement.account = element.text("Id/IBAN") or element.text("Id/Othr/Id")
        elif element.name == "FrToDt":
            for path in ("FrDtTm", "ToDtTm"):
                self.ledger.printed.add(element.printed_day(path, element.text(path)))
        elif element.name == "Stmt":
            self.ledger.close(self.statement.footing())
            self.ledger.footing.extend(self.statement.findings())
            element.clear()

    def _balance(self, element: Element) -> Iterator[ExportRow]:
        self.statement.add_balance(element, self.opened["Bal"])
        yield from self.lines.record(self.opened["Bal"], element.line, RowKind.TOTAL)

    def _summary(self, element: Element) -> Iterator[ExportRow]:
        self.statement.add_summary(element, self.opened["TxsSummry"])
        yield from self.lines.record(self.opened["TxsSummry"], element.line, RowKind.TOTAL)

    def _entry(self, element: Element) -> Iterator[ExportRow]:
        start, end = self.opened["Ntry"], element.line
        status = element.text("Sts/Cd") or element.text("Sts")
        if status in _NOT_BOOKED:
            self.not_booked += 1
            yield from self.lines.record(start, end, RowKind.LAYOUT)
            return
        if status != _BOOKED:
            raise element.fault("Sts", "is no status of an entry")
        self.statement.add_entry(element.money())
        self._check_count(start)
        booked = _booked(element, self.statement)
        moved = parts(self.details, booked.money)
        if moved and sum(moved) == booked.money.amount:
            yield from self._batch(booked, moved, start, end)
            return
        if moved:
            message = "The transactions of a batch do not add to its amount; it was read whole."
            self._remark("batch_does_not_foot", message, start)
        yield from self._item(booked.whole(self.details), start, end)

    def _check_count(self, line: int) -> None:
        if self.claimed and self.details and self.claimed != len(self.details):
            message = "A batch does not have as many transactions as it says."
            self._remark("batch_count", message, line)

    def _remark(self, code: str, message: str, line: int) -> None:
        self.ledger.footing.append(Finding(Severity.ERROR, code, message, line))

    def _batch(
        self, booked: Booked, moved: tuple[Decimal, ...], start: int, end: int
    ) -> Iterator[ExportRow]:
        """Yield an item for each transaction; the entry's own lines go to the first and last."""
        last = len(self.details) - 1
        for at, (detail, amount) in enumerate(zip(self.details, moved, strict=True)):
            first = min(self.lines.done + 1, detail.line) if at else start
            part = booked.part(detail, at, amount)
            yield from self._item(part, first, end if at == last else detail.end)

    def _item(self, entry: Entry, start: int, end: int) -> Iterator[ExportRow]:
        yield from self.lines.gap(start)
        item = self.ledger.item(entry, self.lines.first_line(start))
        yield from self.lines.record(start, end, RowKind.ITEM, item.row_hash, item)

    def facts(self) -> FileFacts:
        """Return what is to be said of the message, now that all was read."""
        if self.not_booked:
            message = f"{self.not_booked} entries are not booked yet, so they do not count."
            self.ledger.findings.append(Finding(Severity.NOTE, "not_booked", message))
        return self.ledger.facts(self.text.findings)


def _booked(element: Element, statement: Statement) -> Booked:
    on = element.day("BookgDt") or element.day("ValDt")
    if on is None:
        raise element.fault("BookgDt", "is missing, and so is ValDt")
    return Booked(
        on=on,
        at=element.instant("BookgDt"),
        money=element.money(),
        written=element.written(),
        texts=element.texts("AddtlNtryInf"),
        account=statement.account,
        own_id=_own_id(element, statement),
    )


def _own_id(element: Element, statement: Statement) -> tuple[str, ...]:
    if own := stated_id(element.text("AcctSvcrRef")):
        return (statement.account, own)
    # Unlike the bank's own reference, this one is only unique within the statement.
    own = stated_id(element.text("NtryRef"))
    return (statement.account, statement.id, own) if own and statement.id else ()
