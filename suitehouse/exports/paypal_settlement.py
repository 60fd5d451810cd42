"""PayPal's settlement report (STL): every movement of the balance in a day, with its own totals."""

from __future__ import annotations

from collections.abc import Sequence

from suitehouse.exports._paypal_sections import column_names, has_status, read_sections
from suitehouse.ledger.books import Books
from suitehouse.ledger.export_file import Reading
from suitehouse.ledger.item import Side
from suitehouse.tabular.records import Record
from suitehouse.tabular.table import Table


class PayPalSettlement:
    """The export format; see the module."""

    side = Side.PROCESSOR
    system = "PayPal"

    def recognises(self, head: Sequence[Record]) -> bool:
        """Whether a CH row names the columns of a settlement report."""
        header = column_names(head)
        return header is not None and not has_status(header)

    def read(self, table: Table, books: Books) -> Reading:  # noqa: ARG002 - each row names its currency
        """Return the report with each line accounted for; see `TableFormat`."""
        return read_sections(table)


paypal_settlement = PayPalSettlement()
