"""The masker: a batch of plain source text goes in, only what the contract lets out comes back.

Default deny: a column the contract does not list is an error, never passed on. Nothing is written,
logged or kept here except counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import polars as pl

from suitehouse.contracts.model import Column, TableContract, load_contracts
from suitehouse.errors import ContractError
from suitehouse.privacy.card_guard import holds_card_candidate, refuse_cards
from suitehouse.privacy.keys import MaskingKey
from suitehouse.privacy.tokens import Tokeniser
from suitehouse.privacy.treatment import TreatmentContext, treatment_named

_AUDIT_SUFFIX = "_audit"


class Masker:
    """Applies contracts to batches with one key.

    `contracts` are needed for audit tables, whose values are treated as their audited table's
    columns are. `card_refusals` counts the values refused for holding a card number, by (table,
    column), since it was made; `refused_cards` sums them up for a table.
    """

    def __init__(
        self, key: MaskingKey, contracts: Mapping[str, TableContract] | None = None
    ) -> None:
        self.key = key
        self.card_refusals: Counter[tuple[str, str]] = Counter()
        self._tokens = Tokeniser(key)
        self._contracts = load_contracts() if contracts is None else contracts

    def mask(self, frame: pl.DataFrame, contract: TableContract) -> pl.DataFrame:
        """Return the landed columns that the frame has, treated, in contract order and still text.

        Args:
            frame: Source columns as text, entities and zero dates already decoded.
            contract: The contract of the table the frame comes from.

        Raises:
            ContractError: The frame has a column that the contract does not list, or a treatment is
                unknown.
        """
        columns = _contract_columns(frame, contract)
        # Lazily, since only then are the expressions that columns share computed once.
        text = frame.lazy().cast(pl.String)
        context = TreatmentContext(self._tokens, self._audited(contract), frozenset(frame.columns))
        treated = text.select(_treated(contract, columns, context)).collect()
        return self._refuse_cards(treated, contract)

    def token(self, privacy_class: str, values: pl.Series) -> pl.Series:
        """Return the token of each value: what a `token` column of that class holds for it."""
        expression = self._tokens.token(privacy_class, pl.col("value"))
        return (
            values.cast(pl.String)
            .to_frame("value")
            .select(expression)
            .to_series()
            .alias(values.name)
        )

    def refused_cards(self, table: str) -> int:
        """Return how many values of a table were refused for holding a card number, up to now."""
        return sum(count for (name, _), count in self.card_refusals.items() if name == table)

    def _audited(self, contract: TableContract) -> TableContract | None:
        if not contract.table.endswith(_AUDIT_SUFFIX):
            return None
        return self._contracts.get(contract.table.removesuffix(_AUDIT_SUFFIX))

    def _refuse_cards(self, frame: pl.DataFrame, contract: TableContract) -> pl.DataFrame:
        guarded = [name for name in frame.columns if _is_guarded(contract, name)]
        suspects = frame.select(holds_card_candidate(pl.col(name)).any() for name in guarded)
        for suspect in (each.name for each in suspects if each.any()):
            values, refused = refuse_cards(frame[suspect])
            if refused:
                self.card_refusals[contract.table, suspect] += refused
                frame = frame.with_columns(values)
        return frame


def _contract_columns(frame: pl.DataFrame, contract: TableContract) -> list[Column]:
    """The contract's columns that the frame has."""
    if unknown := sorted(set(frame.columns) - {column.name for column in contract.columns}):
        raise ContractError(
            f"{contract.table}: the contract does not list {', '.join(unknown)}; "
            "classify each there or leave it out of the query."
        )
    present = set(frame.columns)
    return [column for column in contract.columns if column.name in present]


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


def _is_guarded(contract: TableContract, name: str) -> bool:
    """Whether card numbers are looked for; not in the key, by which rows are merged."""
    column = contract.column(name)
    shows = treatment_named(column.treatment, f"{contract.table}.{name}").shows_text
    return shows and column.is_text and name not in contract.key
