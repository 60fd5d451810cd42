"""Bank statements as CSV without a header: account, day, narrative, reference, amount, nothing.

As French banks give them. The currency is not printed: it is the home currency. The bank's
reference is no document number of ours, and no id either; a row is known by all of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from suitehouse.exports._bank_csv import (
    NO_HEADER,
    CsvStatement,
    Shape,
    is_amount,
    is_anything,
    is_day,
)
from suitehouse.exports._item_rows import Observed, read_rows
from suitehouse.ledger.books import Books
from suitehouse.ledger.export_file import Reading
from suitehouse.ledger.item import Side
from suitehouse.tabular.records import Record
from suitehouse.tabular.table import Table

_ACCOUNT = re.compile(r"[A-Z]{0,2}[0-9][0-9A-Z ]{4,33}")
_REFERENCE = re.compile(r"[0-9A-Za-z]{0,20}")


def _is_account(cell: str) -> bool:
    return bool(_ACCOUNT.fullmatch(cell))


def _is_reference(cell: str) -> bool:
    return bool(_REFERENCE.fullmatch(cell))


def _is_empty(cell: str) -> bool:
    return not cell


_SHAPE = Shape(
    checks=(_is_account, is_day, is_anything, _is_reference, is_amount, _is_empty),
    days=(1,),
    amount=4,
    text=2,
)


class BankCsvAccountNumber:
    """The export format; see the module."""

    side = Side.BANK
    system = "Bank (CSV)"

    def recognises(self, head: Sequence[Record]) -> bool:
        """Whether all of the first records have the shape of this statement."""
        return _SHAPE.is_of(head)

    def read(self, table: Table, books: Books) -> Reading:
        """Return the statement with each line accounted for; see `TableFormat`."""
        statement = CsvStatement(table.name, _SHAPE, books.home_currency)
        observed = Observed("bank entries")
        rows = read_rows(table, NO_HEADER, statement.item, observed).rows
        return Reading(rows, lambda: observed.facts([*table.findings, *statement.findings()]))


bank_csv_account_number = BankCsvAccountNumber()
