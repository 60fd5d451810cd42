"""Texts that are no table cells and hold a payment card number: dropped whole, and counted.

What `card_cells` does for tables, for formats whose texts only the format can tell apart.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from suitehouse.ledger.export_file import Finding, Severity
from suitehouse.privacy.card_guard import holds_card_number, may_hold_card_number
from suitehouse.tabular.card_cells import without_card_numbers

_HASH_LENGTH: Final = 16


@dataclass(slots=True)
class CardWatch:
    """Looks at each text before anything is made of it."""

    count: int = 0
    first_line: int = 0

    def kept(self, text: str, line: int) -> str:
        """Return a text, or nothing if it holds a card number."""
        if not may_hold_card_number(text) or not holds_card_number(text):
            return text
        self.count += 1
        self.first_line = self.first_line or line
        return ""

    def findings(self) -> tuple[Finding, ...]:
        """Return how many texts were dropped, if any."""
        if not self.count:
            return ()
        message = f"{self.count} texts hold a payment card number, so they were not read."
        return (Finding(Severity.WARNING, "card_numbers", message, self.first_line),)


def text_hash(*texts: str) -> str:
    """Return a digest of texts as written, made without the digits of card numbers in them.

    A number that goes on from one text to the next is one too.
    """
    trimmed = [text.strip() for text in texts]
    joined = "".join(trimmed)
    if may_hold_card_number(joined) and holds_card_number(joined):
        trimmed = [without_card_numbers(joined)]
    return hashlib.sha256("\x1f".join(trimmed).encode()).hexdigest()[:_HASH_LENGTH]
