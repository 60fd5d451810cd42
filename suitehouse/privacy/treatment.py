"""What a treatment is, and the ones there are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Protocol

import polars as pl

from suitehouse.contracts.model import Column, TableContract
from suitehouse.discovery import objects_in
from suitehouse.errors import ContractError
from suitehouse.privacy import treatments
from suitehouse.privacy.person_names import PersonNames
from suitehouse.privacy.redaction import KnownPeople


class Tokens(Protocol):
    """Gives out tokens."""

    def token(self, privacy_class: str, value: pl.Expr) -> pl.Expr:
        """Return the token of each value of a class of personal data."""


@dataclass(frozen=True, slots=True)
class TreatmentContext:
    """What a treatment may know besides the value.

    `audited` is what an audit table audits, `columns` are those that the batch has, `people` are
    those whom the CRM knows, `names` what they are called; None where nobody has read them.
    """

    tokens: Tokens
    audited: TableContract | None = None
    columns: frozenset[str] = frozenset()
    people: KnownPeople | None = None
    names: PersonNames | None = None


class Treatment(Protocol):
    """Turns a source column into the text that may leave; each says what NULL and '' become."""

    @property
    def shows_text(self) -> bool:
        """Whether source text can come out readable, so that card numbers must be looked for."""

    def apply(self, value: pl.Expr, column: Column, context: TreatmentContext) -> pl.Expr | None:
        """Return the treated values, or None where the column does not leave the source."""


@cache
def known_treatments() -> dict[str, Treatment]:
    """Return each treatment by the name that contracts use."""
    return objects_in(treatments)


def treatment_named(name: str, where: str) -> Treatment:
    """Return a treatment by name; `where` says who asks, as "table.column".

    Raises:
        ContractError: There is no such treatment; the message lists those there are.
    """
    found = known_treatments().get(name)
    if found is None:
        names = ", ".join(known_treatments())
        raise ContractError(f"{where}: no treatment is called '{name}'; there are {names}.")
    return found
