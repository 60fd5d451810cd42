"""OFX downloads of bank and card accounts, also under the name QFX, as SGML and as XML.

TRNAMT is signed as we sign. FITID may restart with each download, so it is an id only together with
account and day. LEDGERBAL is a total row; a file has no opening balance, so nothing foots to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import TypeVar

from suitehouse.errors import ExportError
from suitehouse.exports._bank_entries import EXPORT_AGAIN, BankLedger, Entry
from suitehouse.exports._ofx_tags import OfxTag, ofx_tags
from suitehouse.exports._ofx_values import ofx_amount, ofx_day, ofx_instant
from suitehouse.exports._scoped_ids import stated_id
from suitehouse.exports._text_rows import TextRows
from suitehouse.ledger.books import Books
from suitehouse.ledger.export_file import ExportRow, FileFacts, Finding, Reading, RowKind, Severity
from suitehouse.ledger.item import Side
from suitehouse.ledger.money import CURRENCY_CODE, Money, fits
from suitehouse.tabular.text import TextFile, refuse_control_characters

_HEAD = re.compile(r"\s*(?:OFXHEADER\s*:|<\?OFX\s|(?:<\?xml[^>]*>\s*)?(?:<\?OFX\s|<OFX>))")
_STATEMENTS = frozenset({"STMTRS", "CCSTMTRS", "INVSTMTRS"})
_ACCOUNTS = frozenset({"BANKACCTFROM", "CCACCTFROM", "INVACCTFROM"})
_BALANCES = frozenset({"LEDGERBAL", "AVAILBAL"})
_LISTS = frozenset({"BANKTRANLIST"})
# Amounts are in the currency of the first, and were converted from that of the second.
_CURRENCIES = frozenset({"CURRENCY", "ORIGCURRENCY"})
_WATCHED = (
    frozenset({"OFX", "STMTTRN"}) | _STATEMENTS | _ACCOUNTS | _BALANCES | _LISTS | _CURRENCIES
)
_NUMBERS = ("REFNUM", "CHECKNUM")
_ONCE = ("TRNTYPE", "DTPOSTED", "TRNAMT", "FITID")
_T = TypeVar("_T")
_INWARD, _OUTWARD = ("CREDIT", "DEP", "DIRECTDEP"), ("DEBIT", "CHECK", "PAYMENT", "FEE", "ATM")


class BankOfx:
    """The export format; see the module."""

    side = Side.BANK
    system = "Bank (OFX)"

    def recognises_text(self, head: str) -> bool:
        """Whether the text begins with one of OFX's headers, or with its first tag."""
        return bool(_HEAD.match(head))

    def read_text(self, text: TextFile, books: Books) -> Reading:
        """Return the download with each line accounted for; see `TextFormat`."""
        refuse_control_characters(text)
        reader = _Reader(text, BankLedger(text.name), books.home_currency)
        return Reading(reader.rows(), reader.facts)


bank_ofx = BankOfx()


@dataclass(slots=True)
class _Reader:
    """A download as far as it has been read.

    Attributes:
        currency: That of the statement; the home currency before one is named.
        within: The tags of `_WATCHED` that are open.
        said: What the open transaction or balance says, by tag.
    """

    text: TextFile
    ledger: BankLedger
    currency: str
    lines: TextRows = field(default_factory=TextRows)
    account: str = ""
    within: list[str] = field(default_factory=list)
    start: int = 0
    said: dict[str, str] = field(default_factory=dict)
    written: list[str] = field(default_factory=list)
    against_type: int = 0
    investments: int = 0

    def rows(self) -> Iterator[ExportRow]:
        last = 0
        is_whole = False
        for tag in ofx_tags(self.text):
            last = tag.line
            if not tag.is_closing:
                self._open(tag)
                continue
            is_whole = is_whole or tag.name == "OFX"
            yield from self._close(tag)
        if not is_whole or self.within:
            raise self._fault("OFX", "is not closed: the file is cut off", last)
        yield from self.lines.gap(self.text.line_count + 1)

    def _open(self, tag: OfxTag) -> None:
        if tag.name in _WATCHED:
            self._begin(tag)
            return
        self.investments += tag.name == "INVTRAN"
        if "STMTTRN" in self.within:
            self.written.append(f"{tag.name}={tag.text}")
        place = self.within[-1] if self.within else ""
        if place in {"STMTTRN", "CURRENCY"} or place in _BALANCES:
            self._say(tag)
        elif place in _STATEMENTS and tag.name == "CURDEF":
            self.currency = self._code(tag.name, tag.text, tag.line)
        elif place in _ACCOUNTS and tag.name in {"BANKID", "BROKERID", "ACCTID"}:
            self.account = f"{self.account}/{tag.text}"
        elif place in _LISTS and tag.name in {"DTSTART", "DTEND"} and tag.text:
            self.ledger.printed.add(self._read(ofx_day, tag.name, tag.text, tag.line))

    def _begin(self, tag: OfxTag) -> None:
        if "STMTTRN" in self.within and tag.name not in _CURRENCIES:
            raise self._fault("STMTTRN", "is not closed before the next part", self.start)
        if tag.name in _STATEMENTS:
            self.account = ""
            self.ledger.statements += 1
        if tag.name == "STMTTRN" or tag.name in _BALANCES:
            self.start, self.said, self.written = tag.line, {}, []
        self.within.append(tag.name)

    def _say(self, tag: OfxTag) -> None:
        if tag.name in _ONCE and tag.name in self.said:
            raise self._fault(tag.name, "stands twice in one transaction", tag.line)
        # Of an account or payee within the transaction come the same names again.
        self.said.setdefault(tag.name, tag.text)

    def _close(self, tag: OfxTag) -> Iterator[ExportRow]:
        if tag.name not in _WATCHED:
            return
        if not self.within or self.within.pop() != tag.name:
            raise self._fault(tag.name, "is closed where another part is open", tag.line)
        if tag.name == "STMTTRN":
            yield from self._item(tag.line)
        elif tag.name in _BALANCES:
            self._read(ofx_amount, "BALAMT", self.said.get("BALAMT", ""), self.start)
            yield from self.lines.record(self.start, tag.line, RowKind.TOTAL)

    def _item(self, end: int) -> Iterator[ExportRow]:
        yield from self.lines.gap(self.start)
        entry = self._entry()
        item = self.ledger.item(entry, self.lines.first_line(self.start))
        yield from self.lines.record(self.start, end, RowKind.ITEM, item.row_hash, item)

    def _entry(self) -> Entry:
        said, line = self.said, self.start
        posted = said.get("DTPOSTED", "")
        on = self._read(ofx_day, "DTPOSTED", posted, line)
        fitid = stated_id(said.get("FITID", ""))
        return Entry(
            on=on,
            at=self._read(ofx_instant, "DTPOSTED", posted, line),
            money=self._money(line),
            written=tuple(self.written),
            own_id=(self.account, on.isoformat(), fitid) if fitid else (),
            references=tuple(stated_id(said.get(name, "")) for name in _NUMBERS),
            texts=tuple(said.get(name, "") for name in ("NAME", "MEMO")),
            party=said.get("NAME", ""),
        )

    def _money(self, line: int) -> Money:
        currency = self.currency
        if "CURSYM" in self.said:
            currency = self._code("CURSYM", self.said["CURSYM"], line)
        amount = self._read(ofx_amount, "TRNAMT", self.said.get("TRNAMT", ""), line)
        if not fits(amount, currency):
            raise self._fault("TRNAMT", "has more decimals than its currency", line)
        kind = self.said.get("TRNTYPE", "").upper()
        self.against_type += (amount < 0 and kind in _INWARD) or (amount > 0 and kind in _OUTWARD)
        return Money(amount, currency)

    def _code(self, name: str, text: str, line: int) -> str:
        if not CURRENCY_CODE.fullmatch(text.upper()):
            raise self._fault(name, "is not a currency code", line)
        return text.upper()

    def _read(self, parse: Callable[[str], _T], name: str, text: str, line: int) -> _T:
        try:
            return parse(text)
        except ValueError as error:
            raise self._fault(name, str(error), line) from error

    def _fault(self, name: str, reason: str, line: int) -> ExportError:
        return ExportError(self.text.name, reason, line=line, column=name, remedy=EXPORT_AGAIN)

    def facts(self) -> FileFacts:
        """Return what is to be said of the download, now that all was read."""
        if self.against_type:
            message = f"{self.against_type} amounts have a sign that contradicts their TRNTYPE."
            self.ledger.findings.append(Finding(Severity.WARNING, "sign_against_type", message))
        if self.investments:
            message = f"{self.investments} transactions in securities were not read."
            self.ledger.findings.append(Finding(Severity.WARNING, "other_category", message))
        facts = self.ledger.facts(self.text.findings)
        return replace(facts, agrees_to_total=False)
