"""SWIFT account statements, MT940, with what banks wrap around them.

A movement (`:61:`) and the remark below it (`:86:`) are one item, dated by the entry date. Balances
are total rows; `:60F:` and the movements must make `:62F:`, and the counts of `:90D:` and `:90C:`
are checked where a bank gives them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from suitehouse.errors import ExportError
from suitehouse.exports._bank_entries import EXPORT_AGAIN, BankLedger, Entry, Footing
from suitehouse.exports._mt940_figures import Movement, read_balance, read_movement
from suitehouse.exports._mt940_lines import TaggedField, has_statement, tagged_fields
from suitehouse.exports._mt940_remarks import read_remark
from suitehouse.exports._scoped_ids import stated_id
from suitehouse.exports._text_rows import TextRows
from suitehouse.ledger.books import Books
from suitehouse.ledger.export_file import ExportRow, FileFacts, Finding, Reading, RowKind, Severity
from suitehouse.ledger.item import Side
from suitehouse.ledger.money import Money, parse_amount
from suitehouse.tabular.text import TextFile

_OPENING = ("60", "60F", "60M")
_CLOSING = ("62", "62F", "62M")
_OTHER_TOTALS = ("64", "65", "90C", "90D")
_SUM = re.compile(r"(?P<count>[0-9]*)(?P<currency>[A-Z]{3})(?P<amount>[0-9]+,[0-9]*)")


class BankMt940:
    """The export format; see the module."""

    side = Side.BANK
    system = "Bank (MT940)"

    def recognises_text(self, head: str) -> bool:
        """Whether the first lines hold the fields that a statement begins with."""
        return has_statement(head)

    def read_text(self, text: TextFile, books: Books) -> Reading:  # noqa: ARG002 - balances name their currency
        """Return the statements with each line accounted for; see `TextFormat`."""
        reader = _Reader(text, BankLedger(text.name))
        return Reading(reader.rows(), reader.facts)


bank_mt940 = BankMt940()


@dataclass(slots=True)
class _Statement:
    """A statement from its `:20:` on.

    Attributes:
        debits: Count and sum of the movements so far; `credits` alike.
    """

    footing: Footing
    account: str = ""
    currency: str = ""
    is_closed: bool = False
    debits: tuple[int, Decimal] = (0, Decimal(0))
    credits: tuple[int, Decimal] = (0, Decimal(0))

    def move(self, amount: Decimal) -> None:
        self.footing.move(Money(amount, self.currency))
        if amount < 0:
            self.debits = self.debits[0] + 1, self.debits[1] - amount
        else:
            self.credits = self.credits[0] + 1, self.credits[1] + amount


@dataclass(slots=True)
class _Reader:
    """A file as far as it has been read.

    Attributes:
        movement: The last `:61:`, which waits for its remark.
    """

    text: TextFile
    ledger: BankLedger
    lines: TextRows = field(default_factory=TextRows)
    statement: _Statement | None = None
    movement: TaggedField | None = None
    thirtieths: int = 0

    def rows(self) -> Iterator[ExportRow]:
        for found in tagged_fields(self.text):
            if found.tag == "86" and self.movement is not None:
                yield from self._item(self.movement, found)
                continue
            yield from self._waiting()
            yield from self._field(found)
        yield from self._waiting()
        self._close()
        yield from self.lines.gap(self.text.line_count + 1)

    def _waiting(self) -> Iterator[ExportRow]:
        """Yield the movement that has no remark, if one waits."""
        if self.movement is not None:
            yield from self._item(self.movement, None)

    def _field(self, found: TaggedField) -> Iterator[ExportRow]:
        if found.tag == "20":
            self._close()
            self.statement = _Statement(Footing(found.start))
        elif found.tag in {"25", "25P"}:
            self._name_account(found)
        elif found.tag == "61":
            self.movement = found
        elif found.tag in (*_OPENING, *_CLOSING, *_OTHER_TOTALS):
            self._total(found)
            yield from self.lines.record(found.start, found.end, RowKind.TOTAL)

    def _opened(self, found: TaggedField) -> _Statement:
        if self.statement is None:
            raise self._fault(found, "stands before the statement's first field, :20:")
        return self.statement

    def _name_account(self, found: TaggedField) -> None:
        statement = self._opened(found)
        if statement.account:
            raise self._fault(found, "stands twice in one statement")
        statement.account = found.value

    def _total(self, found: TaggedField) -> None:
        statement = self._opened(found)
        if found.tag in _OPENING:
            self._open(statement, found)
        elif found.tag in _CLOSING:
            balance = read_balance(self.text.name, found)
            self._once(statement.footing.closing, found)
            statement.footing.closing[balance.currency] = balance.amount
            statement.footing.lines[balance.currency] = found.start
            statement.is_closed = True
        elif found.tag in {"90C", "90D"}:
            self._check_sum(statement, found)

    def _open(self, statement: _Statement, found: TaggedField) -> None:
        balance = read_balance(self.text.name, found)
        self._once(statement.footing.opening, found)
        if not statement.account:
            raise self._fault(found, "stands before the account, :25:")
        statement.footing.opening[balance.currency] = balance.amount
        statement.currency = balance.currency

    def _once(self, balances: dict[str, Decimal], found: TaggedField) -> None:
        if balances:
            raise self._fault(found, "stands twice in one statement")

    def _check_sum(self, statement: _Statement, found: TaggedField) -> None:
        if (match := _SUM.fullmatch(found.value)) is None:
            raise self._fault(found, "is not built as this field is")
        count, amount = statement.debits if found.tag == "90D" else statement.credits
        try:
            claimed = parse_amount(match["amount"], decimal_comma=True)
        except ValueError as error:
            raise self._fault(found, f"has an amount that {error}") from error
        if claimed != amount or match["count"] not in {"", str(count)}:
            message = "The count or sum of the movements is not the one that the statement prints."
            self._remark(Severity.ERROR, "total_does_not_foot", message, found.start)

    def _item(self, found: TaggedField, remark: TaggedField | None) -> Iterator[ExportRow]:
        statement, self.movement = self._opened(found), None
        if not statement.currency or statement.is_closed:
            raise self._fault(found, "stands outside of the opening and closing balance")
        movement = read_movement(self.text.name, found, statement.currency)
        statement.move(movement.amount)
        self.thirtieths += movement.is_30_february
        yield from self.lines.gap(found.start)
        item = self.ledger.item(_entry(statement, movement, found, remark), found.start)
        end = remark.end if remark else found.end
        yield from self.lines.record(found.start, end, RowKind.ITEM, item.row_hash, item)

    def _close(self) -> None:
        statement = self.statement
        if statement is None:
            return
        if statement.is_closed and statement.currency:
            self.ledger.close(statement.footing)
        else:
            message = "A statement has no opening or no closing balance: it may be cut off."
            self._remark(Severity.ERROR, "truncated", message, statement.footing.start)

    def _remark(self, severity: Severity, code: str, message: str, line: int) -> None:
        self.ledger.footing.append(Finding(severity, code, message, line))

    def _fault(self, found: TaggedField, reason: str) -> ExportError:
        column = f":{found.tag}:"
        return ExportError(
            self.text.name, reason, line=found.start, column=column, remedy=EXPORT_AGAIN
        )

    def facts(self) -> FileFacts:
        """Return what is to be said of the file, now that all was read."""
        if self.thirtieths:
            message = (
                f"Dates that February does not have, where a month counts thirty days: "
                f"{self.thirtieths}; its last day was taken."
            )
            self.ledger.findings.append(Finding(Severity.NOTE, "thirty_day_month", message))
        return self.ledger.facts(self.text.findings)


def _entry(
    statement: _Statement, movement: Movement, found: TaggedField, remark: TaggedField | None
) -> Entry:
    lines = remark.lines if remark else []
    said = read_remark(lines)
    bank = stated_id(movement.bank_reference)
    return Entry(
        on=movement.on,
        money=Money(movement.amount, statement.currency),
        written=(*(line.strip() for line in found.lines), *(line.strip() for line in lines)),
        own_id=(statement.account, bank) if bank else (),
        references=(movement.reference, *said.references),
        texts=(" ".join(found.lines[1:]), said.text),
        party=said.party,
    )
