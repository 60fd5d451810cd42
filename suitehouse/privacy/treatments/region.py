"""`region`: the leading characters of a postal code, which name an area and not a street."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from suitehouse.contracts.model import Column
from suitehouse.privacy.normalisation import nfkc
from suitehouse.privacy.treatment import TreatmentContext


@dataclass(frozen=True, slots=True)
class Region:
    """The first two letters or digits of a postal code, in upper case; NULL and '' stay."""

    shows_text: bool = False
    characters: int = 2

    def apply(self, value: pl.Expr, column: Column, context: TreatmentContext) -> pl.Expr:  # noqa: ARG002
        """Return the area of each postal code."""
        letters = nfkc(value).str.replace_all(r"[^\p{L}\p{N}]", "")
        return letters.str.head(self.characters).str.to_uppercase()


region = Region()
