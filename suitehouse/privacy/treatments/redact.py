"""`redact`: free text with placeholders for what points to a person."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import polars as pl

from suitehouse.contracts.model import Column
from suitehouse.errors import ConfigurationError
from suitehouse.privacy.redaction import redacted
from suitehouse.privacy.treatment import TreatmentContext


@dataclass(frozen=True, slots=True)
class Redact:
    """`[email]`, `[name]` and others in place of what is found; NULL stays NULL and '' stays ''."""

    shows_text: bool = True

    def apply(self, value: pl.Expr, column: Column, context: TreatmentContext) -> pl.Expr:
        """Return the redacted texts.

        Raises:
            ConfigurationError: The people whom the CRM knows have not been read.
        """
        if context.people is None:
            raise ConfigurationError(
                f"Column {column.name} is to be redacted and the people whom the CRM knows have "
                "not been read; read them with `Acquaintance` before masking."
            )
        return value.map_batches(
            partial(redacted, people=context.people), return_dtype=pl.String, is_elementwise=True
        )


redact = Redact()
