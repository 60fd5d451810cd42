"""Whose books an export is read into: what a file leaves unsaid."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Books:
    """The reporting company's own conventions.

    Attributes:
        home_currency: ISO code of amounts that a file prints without a currency.
    """

    home_currency: str
