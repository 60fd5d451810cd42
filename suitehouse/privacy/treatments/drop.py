"""`drop`: the column does not leave the source."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from suitehouse.contracts.model import Column
from suitehouse.privacy.treatment import TreatmentContext


@dataclass(frozen=True, slots=True)
class Drop:
    """Keeps a column back."""

    shows_text: bool = False

    def apply(self, value: pl.Expr, column: Column, context: TreatmentContext) -> None:  # noqa: ARG002
        """Return nothing: there is no such column in the warehouse."""
        return


drop = Drop()
