"""`organisation`: an organisation stays readable, a sole trader is a person and does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from suitehouse.contracts.model import Column
from suitehouse.errors import ConfigurationError
from suitehouse.privacy.person_names import KEY_COLUMN, NAME_COLUMN
from suitehouse.privacy.treatment import TreatmentContext


@dataclass(frozen=True, slots=True)
class Organisation:
    """Lets a name through unless it is a known person's, whose token it becomes; NULL and '' stay.

    A column of another class, such as a website, goes the way of the row's name. Where that is not
    beside it, it becomes a token, and so does a value in an audit table: such rows stay as they
    landed, whoever becomes known later.
    """

    shows_text: bool = True

    def apply(self, value: pl.Expr, column: Column, context: TreatmentContext) -> pl.Expr:
        """Return organisations as they are and persons as tokens.

        Raises:
            ConfigurationError: The people whom the CRM knows have not been read.
        """
        if context.audited is not None or NAME_COLUMN not in context.columns:
            return context.tokens.token(column.privacy_class, value)
        is_person = self._is_person(column, context)
        token = context.tokens.token(column.privacy_class, pl.when(is_person).then(value))
        return pl.coalesce(token, value)

    def _is_person(self, column: Column, context: TreatmentContext) -> pl.Expr:
        known = context.names
        if known is None:
            raise ConfigurationError(
                f"Column {column.name} shows organisations and the people whom the CRM knows have "
                "not been read; read them with `Acquaintance` before masking."
            )

        def are_persons(rows: Sequence[pl.Series]) -> pl.Series:
            return known.are_persons(*rows)

        beside = [name for name in (KEY_COLUMN,) if name in context.columns]
        return pl.map_batches(
            [NAME_COLUMN, *beside], are_persons, return_dtype=pl.Boolean, is_elementwise=True
        )


organisation = Organisation()
