"""Twilio's messages as loaded from its API; each is dated by its sending, in UTC.

Bodies are kept nowhere.
"""

from __future__ import annotations

from collections.abc import Sequence

from suitehouse.exports._twilio_rows import TwilioTable
from suitehouse.ledger.books import Books
from suitehouse.ledger.export_file import Reading
from suitehouse.ledger.item import ItemKind, Side
from suitehouse.tabular.records import Record
from suitehouse.tabular.table import Table

_MESSAGES = TwilioTable(
    kind=ItemKind.MESSAGE,
    times=("sent",),
    aliases={"sent": ("date_sent",), "segments": ("num_segments",)},
    plural="messages",
)


class TwilioMessages:
    """The export format; see the module."""

    side = Side.CALLS
    system = "Twilio"

    def recognises(self, head: Sequence[Record]) -> bool:
        """Whether the first record that holds anything is the table's header."""
        return _MESSAGES.header_of(head) is not None

    def read(self, table: Table, books: Books) -> Reading:
        """Return the messages with each line accounted for; see `TableFormat`."""
        return _MESSAGES.read(table, books)


twilio_messages = TwilioMessages()
