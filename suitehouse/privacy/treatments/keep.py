"""`keep`: the value as it is; card numbers in text are still refused."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from suitehouse.contracts.model import Column
from suitehouse.privacy.treatment import TreatmentContext


@dataclass(frozen=True, slots=True)
class Keep:
    """Lets values through; NULL stays NULL and '' stays ''."""

    shows_text: bool = True

    def apply(self, value: pl.Expr, column: Column, context: TreatmentContext) -> pl.Expr:  # noqa: ARG002
        """Return the values unchanged."""
        return value


keep = Keep()
