"""The transactions within a CAMT.053 entry: what each says, and whether they add to the entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from suitehouse.exports._bank_entries import Entry
from suitehouse.exports._camt_elements import Element
from suitehouse.exports._scoped_ids import stated_id
from suitehouse.ledger.money import Money
from suitehouse.tabular.card_texts import text_hash

_REFERENCES: Final = (
    "RmtInf/Strd/CdtrRefInf/Ref",
    "RmtInf/Strd/RfrdDocInf/Nb",
    "Refs/EndToEndId",
    "Refs/ChqNb",
)
_TEXTS: Final = ("RmtInf/Ustrd", "RmtInf/Strd/AddtlRmtInf", "AddtlTxInf")
# What was asked for stands first; a bank fills in one of these, or several.
_AMOUNTS: Final = (
    "AmtDtls/InstdAmt/Amt",
    "AmtDtls/TxAmt/Amt",
    "Amt",
    "AmtDtls/CntrValAmt/Amt",
)
_NAMES: Final = ("RltdPties/{}/Nm", "RltdPties/{}/Pty/Nm")


@dataclass(frozen=True, slots=True)
class Detail:
    """One transaction of an entry.

    Attributes:
        amounts: Every amount it states, unsigned, what was asked for first.
        sign: 1 or -1; 0 where it says none, so that the entry's holds.
        digest: Of what it says.
    """

    line: int
    end: int
    amounts: tuple[Money, ...]
    sign: int
    own: str
    references: tuple[str, ...]
    texts: tuple[str, ...]
    debtor: str
    creditor: str
    digest: str

    def moved(self, entry: Money) -> Decimal | None:
        """Return what it moves of an entry, signed; absent where no amount has its currency."""
        sign = self.sign or (1 if entry.amount >= 0 else -1)
        known = {"": None} | {each.currency: each.amount for each in reversed(self.amounts)}
        amount = known.get(entry.currency)
        return None if amount is None else amount * sign

    def charged(self, entry: Money) -> Money | None:
        """Return what was asked for, where that is another currency than the entry's."""
        sign = self.sign or (1 if entry.amount >= 0 else -1)
        others = (each for each in self.amounts if each.currency != entry.currency and each.amount)
        found = next(others, None)
        return None if found is None else Money(found.amount * sign, found.currency)

    def party(self, entry: Money) -> str:
        """Return who paid us, or whom we paid."""
        return self.debtor if entry.amount >= 0 else self.creditor


@dataclass(frozen=True, slots=True)
class Booked:
    """A booked entry: what it says of itself, apart from its transactions."""

    on: date
    at: datetime | None
    money: Money
    written: tuple[str, ...]
    texts: tuple[str, ...]
    account: str
    own_id: tuple[str, ...]

    def whole(self, details: Sequence[Detail]) -> Entry:
        """Return the entry as one, with what its transactions say."""
        only = details[0] if len(details) == 1 else None
        own = (self.account, only.own) if only and only.own else ()
        return Entry(
            on=self.on,
            at=self.at,
            money=self.money,
            written=(*self.written, *(each.digest for each in details)),
            own_id=self.own_id or own,
            references=tuple(text for each in details for text in each.references),
            texts=(*self.texts, *(text for each in details for text in each.texts)),
            party=only.party(self.money) if only else "",
            charged=only.charged(self.money) if only else None,
        )

    def part(self, detail: Detail, place: int, amount: Decimal) -> Entry:
        """Return one transaction of a batch."""
        own = (self.account, detail.own) if detail.own else ()
        money = Money(amount, self.money.currency)
        return replace(
            self.whole([detail]),
            money=money,
            party=detail.party(money),
            own_id=(*self.own_id, str(place)) if self.own_id else own,
            batch=self.own_id,
        )


def read_detail(element: Element, start: int) -> Detail:
    """Return a transaction that has just closed.

    Raises:
        ExportError: An amount or its sign is none.
    """
    amounts = (element.unsigned(path) for path in _AMOUNTS)
    return Detail(
        line=start,
        end=element.line,
        amounts=tuple(amount for amount in amounts if amount is not None),
        sign=element.sign() if element.text("CdtDbtInd") else 0,
        own=stated_id(element.text("Refs/AcctSvcrRef")),
        references=tuple(text for path in _REFERENCES for text in element.texts(path)),
        texts=tuple(text for path in _TEXTS for text in element.texts(path)),
        debtor=_name(element, "Dbtr"),
        creditor=_name(element, "Cdtr"),
        digest=text_hash(*element.written()),
    )


def _name(element: Element, role: str) -> str:
    return next((name for each in _NAMES if (name := element.text(each.format(role)))), "")


def parts(details: Sequence[Detail], entry: Money) -> tuple[Decimal, ...]:
    """Return what each of several transactions moves; empty where one of them does not say."""
    moved = [detail.moved(entry) for detail in details]
    known = tuple(amount for amount in moved if amount is not None)
    return known if len(known) == len(moved) > 1 else ()
