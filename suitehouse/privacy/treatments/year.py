"""`year`: only the year of a date."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from suitehouse.contracts.model import Column
from suitehouse.privacy.treatment import TreatmentContext


@dataclass(frozen=True, slots=True)
class Year:
    """`YYYY` of text that starts with YYYY-MM-DD; all else, also the zero date, becomes NULL."""

    shows_text: bool = False

    def apply(self, value: pl.Expr, column: Column, context: TreatmentContext) -> pl.Expr:  # noqa: ARG002
        """Return the year of each date as four digits."""
        return value.str.extract(r"^([0-9]{4})-[0-9]{2}-[0-9]{2}(?:$|[ T])").replace("0000", None)


year = Year()
