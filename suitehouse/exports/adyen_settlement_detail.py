"""Adyen's settlement detail report: what a batch pays out, line by line.

Debit and credit stand in columns of their own, gross in the currency of the sale and net in that of
the payout. An item is in the currency of the payout: net with the fees put back. A batch nets to
zero in each currency once it is paid out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from suitehouse.errors import ExportError
from suitehouse.exports._adyen_batches import Batches
from suitehouse.exports._item_rows import (
    Observed,
    first_filled,
    has_columns,
    is_shortened,
    read_rows,
)
from suitehouse.ledger.books import Books
from suitehouse.ledger.export_file import Reading
from suitehouse.ledger.item import ItemKind, LedgerItem, PaymentStatus, Side
from suitehouse.ledger.money import Money, exponent, parse_amount
from suitehouse.tabular.columns import Columns, locate_columns
from suitehouse.tabular.dates import parse_instant
from suitehouse.tabular.records import Record
from suitehouse.tabular.references import printed_id, printed_reference, usable_reference
from suitehouse.tabular.table import Table
from suitehouse.tabular.zones import instant_of, zone_named

_ALIASES: Mapping[str, tuple[str, ...]] = {
    "company": ("company account",),
    "merchant": ("merchant account",),
    "psp": ("psp reference",),
    "reference": ("merchant reference",),
    "created": ("creation date",),
    "zone": ("timezone",),
    "type": ("type",),
    "modification": ("modification reference",),
    "modification_reference": ("modification merchant reference",),
    "gross_currency": ("gross currency",),
    "gross_debit": ("gross debit (gc)", "gross debit"),
    "gross_credit": ("gross credit (gc)", "gross credit"),
    "rate": ("exchange rate",),
    "net_currency": ("net currency",),
    "net_debit": ("net debit (nc)", "net debit"),
    "net_credit": ("net credit (nc)", "net credit"),
    "commission": ("commission (nc)", "commission"),
    "markup": ("markup (nc)", "markup"),
    "scheme_fees": ("scheme fees (nc)", "scheme fees"),
    "interchange": ("interchange (nc)", "interchange"),
    "batch": ("batch number",),
}
_REQUIRED = (
    "psp", "reference", "created", "zone", "type", "gross_currency", "gross_debit", "gross_credit",
    "net_currency", "net_debit", "net_credit", "batch",
)  # fmt: skip
_FEES = ("commission", "markup", "scheme_fees", "interchange")
_EXPECTED = "settled, refunded, chargeback, fee, deduction, correction or payout"
_KINDS = {
    "settled": ItemKind.CHARGE,
    "refunded": ItemKind.REFUND,
    "refundedreversed": ItemKind.REFUND_REVERSAL,
    "chargeback": ItemKind.DISPUTE,
    "secondchargeback": ItemKind.DISPUTE,
    "chargebackreversed": ItemKind.DISPUTE_REVERSAL,
    "fee": ItemKind.FEE,
    "invoicededuction": ItemKind.FEE,
    "misccosts": ItemKind.FEE,
    "paymentcost": ItemKind.FEE,
    "depositcorrection": ItemKind.ADJUSTMENT,
    "balancetransfer": ItemKind.ADJUSTMENT,
    "reserveadjustment": ItemKind.ADJUSTMENT,
    "merchantpayout": ItemKind.PAYOUT,
}
_DOWNLOAD_AGAIN = "Download the report again and do not open it in a spreadsheet before."
_IDS = ("psp", "modification", "reference", "modification_reference", "batch")


class AdyenSettlementDetail:
    """The export format; see the module."""

    side = Side.PROCESSOR
    system = "Adyen"

    def recognises(self, head: Sequence[Record]) -> bool:
        """Whether the first record that holds anything is the report's header."""
        return has_columns(first_filled(head), _ALIASES, _REQUIRED)

    def read(self, table: Table, books: Books) -> Reading:  # noqa: ARG002 - each row names its currency
        """Return the report with each line accounted for; see `TableFormat`."""
        header = first_filled(table.records())
        if header is None or not self.recognises([header]):
            raise ExportError(table.name, "has no header of this report", remedy=_DOWNLOAD_AGAIN)
        tally = Batches()
        parser = _Parser(locate_columns(table.name, header, _ALIASES), tally)
        reading = read_rows(table, header, parser.item, Observed(_EXPECTED, is_timed=True))
        return Reading(reading.rows, lambda: tally.complete(reading.facts()))


adyen_settlement_detail = AdyenSettlementDetail()


@dataclass(frozen=True, slots=True)
class _Parser:
    columns: Columns
    tally: Batches

    def item(self, record: Record) -> LedgerItem:
        columns = self.columns
        columns.check_width(record)
        self._refuse_damage(record)
        kind = _KINDS.get(columns.text(record, "type").casefold(), ItemKind.OTHER)
        money, charged, fee, net = self._amounts(record)
        on, at = self._when(record)
        psp, modification = columns.text(record, "psp"), columns.text(record, "modification")
        references = self._references(record)
        self._count(record, kind, net)
        return LedgerItem(
            side=Side.PROCESSOR,
            kind=kind,
            source_file=columns.file,
            source_row=record.first_line,
            source_id=printed_id(modification or psp) or f"row-{record.row_hash}",
            on=on,
            at=at,
            money=money,
            row_hash=record.row_hash,
            # Fees and payouts have a sentence there, which may come twice.
            has_own_id=bool(psp),
            charged=charged,
            fee=fee,
            net=net.amount,
            references=references,
            shown=printed_reference(next(iter(references), "")),
            link=printed_id(psp),
            payout=printed_id(columns.text(record, "batch")),
            status=PaymentStatus.PAID if kind is ItemKind.CHARGE else PaymentStatus.UNKNOWN,
        )

    def _amounts(self, record: Record) -> tuple[Money, Money | None, Decimal, Money]:
        columns = self.columns
        paid_in = columns.currency(record, "net_currency")
        net = self._signed(record, "net", paid_in) or Decimal(0)
        fee = sum((self._fee(record, name) for name in _FEES), Decimal(0))
        sold_in = paid_in
        if columns.text(record, "gross_currency"):
            sold_in = columns.currency(record, "gross_currency")
        gross = self._signed(record, "gross", sold_in)
        if gross is None or sold_in != paid_in:
            money = Money(net + fee, paid_in)
            charged = None if gross is None else Money(gross, sold_in)
            self._check_rate(record, gross, money)
            return money, charged, fee, Money(net, paid_in)
        return Money(gross, paid_in), None, fee, Money(net, paid_in)

    def _signed(self, record: Record, name: str, currency: str) -> Decimal | None:
        """Credit less debit; nothing where neither is filled."""
        sides = (f"{name}_credit", f"{name}_debit")
        cells = {side: self.columns.text(record, side) for side in sides}
        if not any(cells.values()):
            return None
        credit, debit = (self._side(record, side, currency) for side in sides)
        return credit - debit

    def _side(self, record: Record, name: str, currency: str) -> Decimal:
        if not self.columns.text(record, name):
            return Decimal(0)
        amount = self.columns.amount(record, name, currency)
        if amount < 0:
            raise self.columns.fault(record, name, "is negative where it never is")
        return amount

    def _fee(self, record: Record, name: str) -> Decimal:
        """A part of the fee, which may have more decimals than money has."""
        try:
            cell = self.columns.text(record, name)
            return parse_amount(cell) if cell else Decimal(0)
        except ValueError as error:
            raise self.columns.fault(record, name, str(error)) from error

    def _check_rate(self, record: Record, gross: Decimal | None, money: Money) -> None:
        """Gross at the printed rate is what we have, but for rounding of the rate and the cent."""
        cell = self.columns.text(record, "rate")
        if gross is None or not cell:
            return
        rate = self._fee(record, "rate")
        half = Decimal(5).scaleb(int(rate.as_tuple().exponent) - 1)
        allowed = abs(gross) * half + Decimal(1).scaleb(-exponent(money.currency))
        self.tally.off_rate += abs(gross * rate - money.amount) > allowed

    def _when(self, record: Record) -> tuple[date, datetime | None]:
        try:
            local = parse_instant(self.columns.text(record, "created"))
        except ValueError as error:
            raise self.columns.fault(record, "created", str(error)) from error
        zone = zone_named(self.columns.text(record, "zone"))
        return local.date(), instant_of(local.date(), local.time(), zone) if zone else None

    def _references(self, record: Record) -> tuple[str, ...]:
        names = ("reference", "modification_reference")
        cells = (usable_reference(self.columns.text(record, name)) for name in names)
        return tuple(dict.fromkeys(cell for cell in cells if cell))

    def _count(self, record: Record, kind: ItemKind, net: Money) -> None:
        text = self.columns.text
        if batch_number := text(record, "batch"):
            batch = (text(record, "merchant"), batch_number, net.currency)
            self.tally.add(batch, net.amount, is_payout=kind is ItemKind.PAYOUT)
        if company := text(record, "company"):
            self.tally.companies.add(company)

    def _refuse_damage(self, record: Record) -> None:
        for name in _IDS:
            if is_shortened(self.columns.text(record, name)):
                raise self.columns.fault(record, name, "was shortened by a spreadsheet")
