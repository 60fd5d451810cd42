"""`month`: only the year and month of a date."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from suitehouse.contracts.model import Column
from suitehouse.privacy.treatment import TreatmentContext


@dataclass(frozen=True, slots=True)
class Month:
    """`YYYY-MM` of text that starts with YYYY-MM-DD; all else, also a zero month, becomes NULL."""

    shows_text: bool = False

    def apply(self, value: pl.Expr, column: Column, context: TreatmentContext) -> pl.Expr:  # noqa: ARG002
        """Return the year and month of each date."""
        found = value.str.extract(r"^([0-9]{4}-[0-9]{2})-[0-9]{2}(?:$|[ T])")
        return pl.when(~found.str.contains("^0000|-00$")).then(found)


month = Month()
