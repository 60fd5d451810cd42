"""A transaction row of PayPal's typed reports, settlement or transaction detail, as a ledger item.

Amounts are unsigned hundredths in every currency; debit or credit stands beside, for the fee on its
own. A row is dated when it was completed, since that is when the balance moved.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from suitehouse.exports._paypal_footing import HUNDREDTHS
from suitehouse.exports._paypal_kinds import is_memo, kind_of
from suitehouse.ledger.item import ItemKind, LedgerItem, PaymentStatus, Side
from suitehouse.ledger.money import Money, fits, parse_minor_units
from suitehouse.tabular.columns import Columns
from suitehouse.tabular.records import Record
from suitehouse.tabular.references import (
    mentioned_numbers,
    printed_id,
    printed_reference,
    usable_reference,
)

ALIASES: Mapping[str, tuple[str, ...]] = {
    "transaction": ("transaction id",),
    "invoice": ("invoice id",),
    "reference": ("paypal reference id",),
    "reference_type": ("paypal reference id type",),
    "code": ("transaction event code",),
    "started": ("transaction initiation date",),
    "completed": ("transaction completion date",),
    "side": ("transaction debit or credit",),
    "gross": ("gross transaction amount",),
    "currency": ("gross transaction currency",),
    "fee_side": ("fee debit or credit",),
    "fee": ("fee amount",),
    "fee_currency": ("fee currency",),
    "status": ("transactional status",),
    "tax": ("sales tax amount",),
    "custom": ("custom field",),
    "subject": ("transaction subject",),
    "note": ("transaction note",),
    "consumer": ("consumer id", "consumerid"),
    "email": ("payer's account id",),
    "first_name": ("first name",),
    "last_name": ("last name",),
    "business": ("consumer business name",),
    "bank_reference": ("bank reference id",),
}
REQUIRED = ("transaction", "code", "side", "gross", "currency", "fee", "fee_currency")
_MOMENT = re.compile(
    r"([0-9]{4})/([0-9]{2})/([0-9]{2}) ([0-9]{2}:[0-9]{2}:[0-9]{2}) ([+-][0-9]{2}):?([0-9]{2})"
)
# PayPal counts a payer's further attempts at one invoice behind a point.
_ATTEMPT = re.compile(r"(.*[0-9])\.[0-9]{1,2}")
_SIGNS = {"CR": 1, "DR": -1}
_ON_A_TRANSACTION = ("", "TXN")
_SET_ASIDE = {"P": "pending", "D": "failed"}


def parse_moment(cell: str) -> datetime:
    """Return a printed moment in the zone it names: `2026/03/01 08:00:00 -0800`.

    Raises:
        ValueError: It is none. The message does not repeat it.
    """
    found = _MOMENT.fullmatch(cell)
    if not found:
        raise ValueError("is not a date and time with its distance from UTC")
    year, month, day, clock, hours, minutes = found.groups()
    try:
        return datetime.fromisoformat(f"{year}-{month}-{day}T{clock}{hours}:{minutes}")
    except ValueError:
        raise ValueError("is not a date and time") from None


@dataclass(frozen=True, slots=True)
class RowParser:
    """Reads the rows below one row of column names."""

    columns: Columns

    def item(self, record: Record) -> LedgerItem:
        """Return a row as a ledger item.

        Raises:
            ExportError: A cell is not what its column says.
        """
        columns = self.columns
        columns.check_width(record)
        currency = columns.currency(record, "currency")
        amount = self._signed(record, "gross", "side", currency)
        is_credit = columns.text(record, "side").upper() == "CR"
        kind = kind_of(columns.text(record, "code").upper(), is_credit=is_credit)
        at, on = self._when(record)
        transaction = columns.text(record, "transaction")
        references, mentions = self._references(record), self._mentions(record)
        return LedgerItem(
            side=Side.PROCESSOR,
            kind=kind,
            source_file=columns.file,
            source_row=record.first_line,
            source_id=printed_id(transaction) or f"row-{record.row_hash}",
            on=on,
            at=at,
            money=Money(amount, currency),
            row_hash=record.row_hash,
            has_own_id=bool(transaction),
            fee=self._fee(record, currency),
            tax=self._tax(record, currency),
            references=references,
            mentions=mentions,
            shown=printed_reference(next(iter((*references, *mentions)), "")),
            link=self._link(record, kind),
            payout=printed_id(columns.text(record, "bank_reference")),
            party_id=columns.text(record, "consumer"),
            party_name=self._party(record),
            party_email=columns.text(record, "email"),
            status=self._status(record, kind),
            set_aside=self._set_aside(record),
        )

    def _signed(self, record: Record, name: str, side: str, currency: str) -> Decimal:
        sign = _SIGNS.get(self.columns.text(record, side).upper())
        amount = self._unsigned(record, name, currency)
        if sign is None and amount:
            raise self.columns.fault(record, side, "is neither CR nor DR")
        return amount * (sign or 1)

    def _unsigned(self, record: Record, name: str, currency: str) -> Decimal:
        try:
            amount = parse_minor_units(self.columns.text(record, name), HUNDREDTHS)
        except ValueError as error:
            raise self.columns.fault(record, name, str(error)) from error
        if amount < 0:
            raise self.columns.fault(record, name, "is negative where it never is")
        if not fits(amount, currency):
            raise self.columns.fault(record, name, "has more decimals than its currency")
        return amount

    def _fee(self, record: Record, currency: str) -> Decimal | None:
        if not self.columns.text(record, "fee"):
            return None
        fee = -self._signed(record, "fee", "fee_side", currency)
        if fee and self.columns.currency(record, "fee_currency") != currency:
            raise self.columns.fault(record, "fee_currency", "is not the currency of the amount")
        return fee + 0

    def _tax(self, record: Record, currency: str) -> Decimal | None:
        if not self.columns.text(record, "tax"):
            return None
        return self._unsigned(record, "tax", currency)

    def _when(self, record: Record) -> tuple[datetime, date]:
        name = "completed" if self.columns.text(record, "completed") else "started"
        try:
            local = parse_moment(self.columns.text(record, name))
            return local.astimezone(UTC), local.date()
        except ValueError as error:
            raise self.columns.fault(record, name, str(error)) from error
        except OverflowError:
            raise self.columns.fault(record, name, "is outside the calendar") from None

    def _references(self, record: Record) -> tuple[str, ...]:
        stated = usable_reference(self.columns.text(record, "invoice"))
        attempt = _ATTEMPT.fullmatch(stated)
        return tuple(each for each in (stated, attempt[1] if attempt else "") if each)

    def _mentions(self, record: Record) -> tuple[str, ...]:
        cells = (self.columns.text(record, name) for name in ("subject", "note", "custom"))
        return mentioned_numbers("\n".join(cells))

    def _link(self, record: Record, kind: ItemKind) -> str:
        is_transaction = self.columns.text(record, "reference_type").upper() in _ON_A_TRANSACTION
        reference = self.columns.text(record, "reference") if is_transaction else ""
        own = self.columns.text(record, "transaction")
        return printed_id(own if kind is ItemKind.CHARGE else reference or own)

    def _party(self, record: Record) -> str:
        cells = (self.columns.text(record, name) for name in ("first_name", "last_name"))
        return " ".join(filter(None, cells)) or self.columns.text(record, "business")

    def _status(self, record: Record, kind: ItemKind) -> PaymentStatus:
        is_success = self.columns.text(record, "status").upper() in {"", "S"}
        is_paid = is_success and kind is ItemKind.CHARGE
        return PaymentStatus.PAID if is_paid else PaymentStatus.UNKNOWN

    def _set_aside(self, record: Record) -> str:
        if is_memo(self.columns.text(record, "code").upper()):
            return "memo"
        return _SET_ASIDE.get(self.columns.text(record, "status").upper(), "")
