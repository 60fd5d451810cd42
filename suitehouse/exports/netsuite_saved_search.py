"""NetSuite transactions from a saved search: columns, labels and notation are the searcher's.

Known by labels that such searches keep, in days and decimals that fit the whole file. A search
gives a row for each line of a transaction unless it asks for main lines only. Where it says which
rows are main lines, those are the items and the rest details. Where it does not, rows of one
transaction are one item: its first row, if the others add to that, else the sum of all.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from suitehouse.errors import ExportError
from suitehouse.exports._documents import read_documents
from suitehouse.exports._export_row import Named, Notation, Row, status_of
from suitehouse.exports._item_rows import Observed
from suitehouse.exports._netsuite_words import KINDS, currency_code, is_purchase
from suitehouse.exports._plain_export import header_of
from suitehouse.exports._printed_notation import (
    count_amount,
    printed_styles,
    remark_numerals,
    remark_styles,
    rows_below,
)
from suitehouse.ledger.books import Books
from suitehouse.ledger.export_file import FileFacts, Finding, Reading, Severity
from suitehouse.ledger.item import ItemKind, LedgerItem, PaymentStatus, Side
from suitehouse.ledger.money import CURRENCY_CODE, Money
from suitehouse.tabular.columns import Columns, header_names, locate_columns
from suitehouse.tabular.dates import DATE_STYLES, MONTH_NAMED
from suitehouse.tabular.numerals import Numerals
from suitehouse.tabular.records import Record
from suitehouse.tabular.table import Table

_FOREIGN = ("amount (foreign currency)", "foreign amount", "amount (fx)", "amount (foreign)")
_TOTAL = ("amount (transaction total)", "transaction total")
_BASE = ("amount", "amount (gross)", "gross amount")
_ALIASES = {
    "id": ("internal id", "internalid"),
    "main": ("main line", "mainline", "*"),
    "day": ("date", "transaction date", "trandate"),
    "type": ("type", "transaction type"),
    "number": ("document number", "document number/id", "number", "tranid", "invoice number"),
    "transaction_number": ("transaction number",),
    "other_number": ("po/check number", "po #", "po number", "otherrefnum"),
    "external": ("external id", "externalid"),
    "name": ("name", "customer", "entity", "customer:project", "customer/project"),
    "memo": ("memo", "memo (main)"),
    "due": ("due date/receive by", "due date"),
    "status": ("status",),
    "currency": ("currency",),
    "foreign": _FOREIGN,
    "total": _TOTAL,
    "base": _BASE,
    "any_amount": (*_FOREIGN, *_TOTAL, *_BASE),
    "foreign_left": ("amount remaining (foreign currency)", "foreign amount remaining"),
    "left": ("amount remaining",),
}
_REQUIRED = ("day", "type", "number", "any_amount")
# At least one of these: the labels above are any system's.
_OWN_LABELS = frozenset(
    {
        *("internal id", "internalid", "main line", "mainline", "period", "accounting period"),
        *("po/check number", "amount remaining", "amount (foreign currency)", "subsidiary"),
        *("amount (transaction total)", "due date/receive by", "memo (main)", "document number/id"),
    }
)
_YES = frozenset({"t", "true", "yes", "*"})
_SET_ASIDE = {
    "voided": "void",
    "pending approval": "draft",
    "rejected": "void",
}
_AMOUNTS = ("foreign", "total", "base", "foreign_left", "left")


class NetSuiteSavedSearch:
    """The export format; see the module."""

    side = Side.ERP
    system = "NetSuite"

    def recognises(self, head: Sequence[Record]) -> bool:
        """Whether one of the first records has the labels of such a search."""
        header = header_of(head, _ALIASES, _REQUIRED)
        return header is not None and bool(header_names(header) & _OWN_LABELS)

    def read(self, table: Table, books: Books) -> Reading:
        """Return the search's rows, each line accounted for; see `TableFormat`."""
        header = header_of(table.records(), _ALIASES, _REQUIRED)
        if header is None:
            reason, remedy = "has no labels of a saved search", "Export the search again as CSV."
            raise ExportError(table.name, reason, remedy=remedy)
        columns = locate_columns(table.name, header, _ALIASES)
        observed = Observed("")
        notation = _notation(table, header, columns, observed)
        search = _Search(columns, notation, books.home_currency, observed)
        reading = read_documents(table, header, search.key, search.transaction, observed)
        return Reading(reading.rows, lambda: search.facts(reading.facts()))


netsuite_saved_search = NetSuiteSavedSearch()


def _notation(table: Table, header: Record, columns: Columns, observed: Observed) -> Notation:
    known = (*DATE_STYLES, MONTH_NAMED)
    styles = printed_styles(rows_below(table, header), columns, ("day", "due"), known)
    remark_styles(styles, observed)
    numerals = Numerals()
    for record in rows_below(table, header):
        for name in _AMOUNTS:
            count_amount(numerals, columns, record, name)
    remark_numerals(numerals, observed)
    return Notation(styles[0], numerals.decimal_comma)


@dataclass(frozen=True, slots=True)
class _Search:
    columns: Columns
    notation: Notation
    home_currency: str
    observed: Observed
    kinds: set[ItemKind] = field(default_factory=set)

    def key(self, record: Record) -> Hashable | None:
        row = self._row(record)
        known = row.text("id") or row.text("number")
        return (row.text("type"), known) if known else None

    def transaction(self, records: Sequence[Record]) -> LedgerItem:
        rows = [self._row(record) for record in records]
        for row in rows:
            self.columns.check_width(row.record)
        main = next((row for row in rows if row.text("main").casefold() in _YES), rows[0])
        column, currency = self._amount_column(main)
        amount = _signed(main, self._amount(rows, column, currency))
        left = self._left(main, column, currency)
        self.kinds.add(_kind(main))
        return _item(main, rows[0], Money(amount, currency), left)

    def facts(self, facts: FileFacts) -> FileFacts:
        """Return what is to be said of the search, with whether it leaves out what was credited."""
        if self.kinds != {ItemKind.INVOICE}:
            return facts
        message = (
            "The search has invoices and no other type: if it asks for those only, credit memos "
            "are missing."
        )
        return replace(
            facts, findings=(*facts.findings, Finding(Severity.NOTE, "invoices_alone", message))
        )

    def _row(self, record: Record) -> Row:
        return Row(Side.ERP, self.columns, record, self.notation)

    def _amount_column(self, row: Row) -> tuple[str, str]:
        """Which column counts, and in which currency: only foreign amounts are in the row's own."""
        printed = row.text("currency")
        code = currency_code(printed) if printed else self.home_currency
        if self.columns.has("foreign"):
            if not CURRENCY_CODE.fullmatch(code):
                raise row.fault("currency", "is not a currency code or a name that is known")
            return "foreign", code
        return "total" if self.columns.has("total") else "base", self.home_currency

    def _amount(self, rows: Sequence[Row], column: str, currency: str) -> Decimal:
        amounts = [row.optional_amount(column, currency) for row in rows]
        mains = [
            amount
            for row, amount in zip(rows, amounts, strict=True)
            if row.text("main").casefold() in _YES
        ]
        if len(mains) > 1:
            raise rows[1].fault("main", "is a second main line of the same transaction")
        if mains or column == "total" or len(rows) == 1:
            return _one(rows, column, mains or amounts, currency)
        known = [amount or Decimal(0) for amount in amounts]
        self._remark(rows[0])
        return known[0] if known[0] == sum(known[1:]) else sum(known, Decimal(0))

    def _remark(self, row: Row) -> None:
        message = (
            "The search has several rows of one transaction and does not say which is its main "
            "line, so they were added."
        )
        self.observed.findings.append(
            Finding(Severity.WARNING, "no_main_line", message, row.record.first_line)
        )

    def _left(self, row: Row, column: str, currency: str) -> Decimal | None:
        name = "foreign_left" if column == "foreign" else "left"
        return row.optional_amount(name, currency)


def _one(
    rows: Sequence[Row], column: str, amounts: Sequence[Decimal | None], currency: str
) -> Decimal:
    """The amount that each row repeats, or the only one."""
    amount = amounts[0]
    if amount is None:
        return rows[0].amount(column, currency)
    if any(other != amount for other in amounts):
        raise rows[-1].fault(column, "differs from the total of the same transaction above")
    return amount


def _signed(row: Row, amount: Decimal) -> Decimal:
    """What we receive: searches print credits and purchases with either sign."""
    kind = _kind(row)
    if kind is ItemKind.PAYMENT:
        return abs(amount)
    is_given = kind in (ItemKind.CREDIT_NOTE, ItemKind.REFUND) or is_purchase(row.text("type"))
    return -abs(amount) if is_given else amount


def _kind(row: Row) -> ItemKind:
    return KINDS.get(row.text("type").casefold(), ItemKind.OTHER)


def _item(main: Row, first: Row, money: Money, left: Decimal | None) -> LedgerItem:
    names = ("number", "other_number", "external", "transaction_number")
    numbers = tuple(main.text(name) for name in names)
    named = Named(main.text("id"), numbers, main.text("memo"), ("foreign_left", "left", "status"))
    open_amount = -abs(left) if left is not None and money.amount < 0 else left
    set_aside = _SET_ASIDE.get(main.text("status").casefold().rpartition(":")[2].strip(), "")
    status = PaymentStatus.VOID if set_aside == "void" else status_of(money.amount, open_amount)
    return replace(
        main.item(_kind(main), main.day("day"), money, named),
        source_row=first.record.first_line,
        due=main.optional_day("due"),
        party_name=main.text("name"),
        open_amount=open_amount,
        status=status,
        set_aside=set_aside,
    )
