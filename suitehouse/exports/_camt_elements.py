"""The elements of a CAMT.053 message one by one, each with the lines it stands on.

Lines are fed to the parser as they come, so that the message is never held whole and an element's
place is known however far down it stands. Nothing that a document type could declare is accepted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Final

from lxml import etree

from suitehouse.errors import ExportError
from suitehouse.exports._bank_entries import EXPORT_AGAIN
from suitehouse.ledger.money import CURRENCY_CODE, Money, parse_amount
from suitehouse.tabular.text import TextFile

_WATCHED: Final = ("Stmt", "Acct", "Bal", "TxsSummry", "Ntry", "Btch", "TxDtls", "FrToDt")
_PIECE: Final = 64 << 10
_MOST_DECIMALS: Final = 5
_UNSIGNED: Final = re.compile(r"[0-9]+(?:\.[0-9]*)?|\.[0-9]+")
_DAY: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T.*|Z|[+-][0-9]{2}:[0-9]{2})?\Z")


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a message, with all that is in it.

    Attributes:
        start: Whether it opens here; what is in it is known only when it closes.
    """

    file: str
    name: str
    start: bool
    line: int
    node: etree._Element

    def text(self, path: str) -> str:
        """Return the text of the first element at a path (`Refs/EndToEndId`); empty if absent."""
        return (self.node.findtext(_everywhere(path)) or "").strip()

    def texts(self, path: str) -> tuple[str, ...]:
        """Return the text of each element at a path."""
        found = self.node.iterfind(_everywhere(path))
        return tuple(text for each in found if (text := (each.text or "").strip()))

    def is_within(self, name: str) -> bool:
        """Whether the element stands right within one of that name."""
        parent = self.node.getparent()
        return parent is not None and _local(parent) == name

    def beside(self, name: str) -> str:
        """Return the text of the first element of that name beside this one; empty if absent."""
        parent = self.node.getparent()
        return "" if parent is None else (parent.findtext(_everywhere(name)) or "").strip()

    def unsigned(self, path: str) -> Money | None:
        """Return the amount at a path with its currency.

        Raises:
            ExportError: It is no amount, is negative, or has more than five decimals.
        """
        found = self.node.find(_everywhere(path))
        if found is None:
            return None
        currency = found.get("Ccy", "")
        if not CURRENCY_CODE.fullmatch(currency):
            raise self.fault(path, "has no currency code")
        return Money(self.number(path), currency)

    def number(self, path: str) -> Decimal:
        """Return the number at a path.

        Raises:
            ExportError: It is none, is negative, or has more than five decimals.
        """
        text = self.text(path)
        if not _UNSIGNED.fullmatch(text):
            raise self.fault(path, "is no amount without a sign and with a decimal point")
        try:
            amount = parse_amount(text)
        except ValueError as error:
            raise self.fault(path, str(error)) from error
        if -int(amount.as_tuple().exponent) > _MOST_DECIMALS:
            raise self.fault(path, "has more than five decimals")
        return amount

    def sign(self) -> int:
        """Return 1 for credit, -1 for debit.

        Raises:
            ExportError: It is neither.
        """
        signs = {"CRDT": 1, "DBIT": -1}
        if (text := self.text("CdtDbtInd")) not in signs:
            raise self.fault("CdtDbtInd", "is neither CRDT nor DBIT")
        return signs[text]

    def money(self) -> Money:
        """Return the element's own amount, signed.

        Raises:
            ExportError: It has none.
        """
        if (unsigned := self.unsigned("Amt")) is None:
            raise self.fault("Amt", "is missing")
        return unsigned if self.sign() > 0 else -unsigned

    def day(self, path: str) -> date | None:
        """Return the day at a path, as printed: the local one of a date and time.

        Raises:
            ExportError: What stands there is none.
        """
        if moment := self._moment(path):
            return moment.date()
        text = self.text(f"{path}/Dt")
        return self.printed_day(path, text) if text else None

    def printed_day(self, path: str, text: str) -> date:
        """Return a text at a path as the day it begins with.

        Raises:
            ExportError: It begins with none.
        """
        found = _DAY.match(text)
        try:
            return date.fromisoformat(found[1] if found else "")
        except ValueError as error:
            raise self.fault(path, "is not a date") from error

    def instant(self, path: str) -> datetime | None:
        """Return the instant at a path in UTC; absent where no zone is printed."""
        moment = self._moment(path)
        try:
            return moment.astimezone(UTC) if moment and moment.tzinfo else None
        except OverflowError as error:
            raise self.fault(path, "is not a date and time") from error

    def _moment(self, path: str) -> datetime | None:
        if not (text := self.text(f"{path}/DtTm")):
            return None
        try:
            return datetime.fromisoformat(text)
        except ValueError as error:
            raise self.fault(path, "is not a date and time") from error

    def written(self) -> tuple[str, ...]:
        """Return what the element says, however it is laid out."""
        parts: list[str] = []
        for each in self.node.iter("{*}*"):
            parts.extend(f"{key!r}={value!r}" for key, value in sorted(each.attrib.items()))
            parts.append(f"{_local(each)}={(each.text or '').strip()}")
        return tuple(parts)

    def clear(self) -> None:
        """Forget what is in the element, and the elements before it."""
        self.node.clear()
        parent = self.node.getparent()
        while parent is not None and parent[0] is not self.node:
            del parent[0]

    def fault(self, path: str, reason: str) -> ExportError:
        """Return the error that blames a part of the element."""
        column = f"{self.name}/{path}"
        return ExportError(self.file, reason, line=self.line, column=column, remedy=EXPORT_AGAIN)


def elements(text: TextFile) -> Iterator[Element]:
    """Yield the parts of a message that mean something, when they open and when they close.

    Raises:
        ExportError: The message is no well-formed XML, or declares a document type.
    """
    tags = [f"{{*}}{name}" for name in _WATCHED]
    parser = etree.XMLPullParser(
        events=("start", "end"),
        tag=tags,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    number = 0
    try:
        for number, line in enumerate(text.lines(), start=1):
            _refuse_document_type(text.name, line, number)
            for piece in range(0, len(line), _PIECE):
                parser.feed(line[piece : piece + _PIECE])
                yield from _events(text.name, parser, number)
        parser.close()
    except etree.XMLSyntaxError as error:
        reason = "is no well-formed XML: it is cut off or was edited"
        raise ExportError(text.name, reason, line=number, remedy=EXPORT_AGAIN) from error


def _events(file: str, parser: etree.XMLPullParser, line: int) -> Iterator[Element]:
    for event, node in parser.read_events():
        if isinstance(node, etree._Element):  # noqa: SLF001 - the class has no public name
            yield Element(file, _local(node), event == "start", line, node)


def _refuse_document_type(file: str, line: str, number: int) -> None:
    if "<!DOCTYPE" in line or "<!ENTITY" in line:
        reason = "declares a document type or entities, which no bank statement does"
        raise ExportError(file, reason, line=number, remedy=EXPORT_AGAIN)


def _local(node: etree._Element) -> str:
    return str(node.tag).rpartition("}")[2]


@cache
def _everywhere(path: str) -> str:
    return "/".join(f"{{*}}{part}" for part in path.split("/"))
