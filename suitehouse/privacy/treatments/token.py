"""`token`: a keyed pseudonym that joins and counts like the value and does not tell it."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from suitehouse.contracts.model import Column
from suitehouse.privacy.treatment import TreatmentContext


@dataclass(frozen=True, slots=True)
class Token:
    """Replaces values by tokens of the column's class; NULL stays NULL, blank becomes ''."""

    shows_text: bool = False

    def apply(self, value: pl.Expr, column: Column, context: TreatmentContext) -> pl.Expr:
        """Return the token of each value."""
        return context.tokens.token(column.privacy_class, value)


token = Token()
