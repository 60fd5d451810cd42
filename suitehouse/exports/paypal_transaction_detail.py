"""PayPal's transaction detail report (TRR): what happened in a day, completed or not.

It has the rows of a settlement report with the payer and the state of each transaction. Pending
and denied ones are set aside; of one that was reversed later, the reversal is a row of its own.
"""

from __future__ import annotations

from collections.abc import Sequence

from suitehouse.exports._paypal_sections import column_names, has_status, read_sections
from suitehouse.ledger.books import Books
from suitehouse.ledger.export_file import Reading
from suitehouse.ledger.item import Side
from suitehouse.tabular.records import Record
from suitehouse.tabular.table import Table


class PayPalTransactionDetail:
    """The export format; see the module."""

    side = Side.PROCESSOR
    system = "PayPal"

    def recognises(self, head: Sequence[Record]) -> bool:
        """Whether a CH row names the columns of a transaction detail report."""
        header = column_names(head)
        return header is not None and has_status(header)

    def read(self, table: Table, books: Books) -> Reading:  # noqa: ARG002 - each row names its currency
        """Return the report with each line accounted for; see `TableFormat`."""
        return read_sections(table)


paypal_transaction_detail = PayPalTransactionDetail()
