"""What is done to every batch of a table: worked out once, before the first.

Default deny: a column that the contract does not list is an error, and so is a treatment that there
is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import polars as pl

from suitehouse.contracts.model import Column, TableContract
from suitehouse.errors import ContractError
from suitehouse.privacy.countries import NO_REGION, regions_of
from suitehouse.privacy.person_names import PersonNames
from suitehouse.privacy.redaction import KnownPeople
from suitehouse.privacy.tokens import Tokeniser, TokenRequests
from suitehouse.privacy.treatment import TreatmentContext, treatment_named


@dataclass(frozen=True, slots=True)
class TablePlan:
    """How batches with the same columns are treated.

    Attributes:
        requests: The tokens that `treated` needs.
        treated: The landed columns, in contract order.
        guarded: Those of them where card numbers are looked for.
    """

    contract: TableContract
    requests: TokenRequests
    treated: tuple[pl.Expr, ...]
    guarded: tuple[str, ...]

    def treat(self, text: pl.DataFrame, tokeniser: Tokeniser) -> pl.DataFrame:
        """Return a batch of plain text as it may leave, but for card numbers."""
        return self.requests.granted(text, tokeniser).lazy().select(self.treated).collect()


def plan_for(
    contract: TableContract,
    columns: Sequence[str],
    audited: TableContract | None,
    people: KnownPeople | None = None,
    names: PersonNames | None = None,
) -> TablePlan:
    """Return the plan for batches that have these columns of a contract's.

    Raises:
        ContractError: The contract does not list one of them, or a treatment is unknown.
        ConfigurationError: A column is redacted and there are no `people`, or shows organisations
            and there are no `names`.
    """
    requests = TokenRequests(_region(contract, columns))
    context = TreatmentContext(requests, audited, frozenset(columns), people, names)
    treated = _treated(contract, _contract_columns(columns, contract), context)
    landed = [each.meta.output_name() for each in treated]
    guarded = tuple(name for name in landed if _is_guarded(contract, name))
    return TablePlan(contract, requests, tuple(treated), guarded)


def _contract_columns(present: Sequence[str], contract: TableContract) -> list[Column]:
    """The contract's columns that the batches have."""
    if unknown := sorted(set(present) - {column.name for column in contract.columns}):
        raise ContractError(
            f"{contract.table}: the contract does not list {', '.join(unknown)}; "
            "classify each there or leave it out of the query."
        )
    return [column for column in contract.columns if column.name in set(present)]


def _treated(
    contract: TableContract, columns: list[Column], context: TreatmentContext
) -> list[pl.Expr]:
    treated = []
    for column in columns:
        treatment = treatment_named(column.treatment, f"{contract.table}.{column.name}")
        expression = treatment.apply(pl.col(column.name), column, context)
        if expression is not None:
            treated.append(expression.alias(column.name))
    return treated


def _region(contract: TableContract, columns: Sequence[str]) -> pl.Expr:
    """Where the telephone numbers of a row are dialled."""
    default = contract.phone_region or NO_REGION
    country = contract.phone_country
    if country is None or country not in columns:
        return pl.lit(default)
    return pl.col(country).map_batches(
        partial(regions_of, default=default), return_dtype=pl.String, is_elementwise=True
    )


def _is_guarded(contract: TableContract, name: str) -> bool:
    """Whether card numbers are looked for; not in the key, by which rows are merged."""
    column = contract.column(name)
    shows = treatment_named(column.treatment, f"{contract.table}.{name}").shows_text
    return shows and column.is_text and name not in contract.key
