"""Twilio's calls as loaded from its API; each is dated by its start, in UTC."""

from __future__ import annotations

from collections.abc import Sequence

from suitehouse.exports._twilio_rows import TwilioTable
from suitehouse.ledger.books import Books
from suitehouse.ledger.export_file import Reading
from suitehouse.ledger.item import ItemKind, Side
from suitehouse.tabular.records import Record
from suitehouse.tabular.table import Table

_CALLS = TwilioTable(
    kind=ItemKind.CALL,
    times=("started",),
    aliases={"started": ("start_time",), "duration": ("duration",)},
    plural="calls",
)


class TwilioCalls:
    """The export format; see the module."""

    side = Side.CALLS
    system = "Twilio"

    def recognises(self, head: Sequence[Record]) -> bool:
        """Whether the first record that holds anything is the table's header."""
        return _CALLS.header_of(head) is not None

    def read(self, table: Table, books: Books) -> Reading:
        """Return the calls with each line accounted for; see `TableFormat`."""
        return _CALLS.read(table, books)


twilio_calls = TwilioCalls()
