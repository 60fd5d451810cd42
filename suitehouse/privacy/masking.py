"""The masker: a batch of plain source text goes in, only what the contract lets out comes back.

Default deny: a column the contract does not list is an error, never passed on. Nothing is written,
logged or kept here except counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import polars as pl

from suitehouse.contracts.model import TableContract, load_contracts
from suitehouse.privacy.card_guard import card_texts, refuse_cards
from suitehouse.privacy.countries import NO_REGION
from suitehouse.privacy.keys import MaskingKey
from suitehouse.privacy.normalisation import with_region
from suitehouse.privacy.person_names import PersonNames
from suitehouse.privacy.redaction import KnownPeople
from suitehouse.privacy.table_plan import TablePlan, plan_for
from suitehouse.privacy.tokens import Tokeniser

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
        self._plans: dict[tuple[str, ...], TablePlan] = {}
        self._people: KnownPeople | None = None
        self._names: PersonNames | None = None

    def know(self, people: KnownPeople | None, names: PersonNames | None = None) -> None:
        """Redact and withhold these people from now on, and no others; kept in memory alone."""
        self._people, self._names = people, names
        self._plans.clear()

    def mask(self, frame: pl.DataFrame, contract: TableContract) -> pl.DataFrame:
        """Return the landed columns that the frame has, treated, in contract order and still text.

        Args:
            frame: Source columns as text, entities and zero dates already decoded.
            contract: The contract of the table the frame comes from.

        Raises:
            ContractError: The frame has a column that the contract does not list, or a treatment is
                unknown.
            ConfigurationError: A column is redacted or shows organisations, and nobody has told it
                whom the CRM knows.
        """
        plan = self._plan(frame.columns, contract)
        return self._refuse_cards(plan.treat(_as_text(frame), self._tokens), plan)

    def token(self, privacy_class: str, values: pl.Series) -> pl.Series:
        """Return the token of each value: what a `token` column of that class holds for it.

        Telephone numbers are dialled nowhere in particular, so they need a country's code.
        """
        value = with_region(privacy_class, pl.col(values.name), pl.lit(NO_REGION))
        text = values.to_frame().cast(pl.String).select(value.alias(values.name)).to_series()
        return self._tokens.tokens(privacy_class, text).alias(values.name)

    def refused_cards(self, table: str) -> int:
        """Return how many values of a table were refused for holding a card number, up to now."""
        return sum(count for (name, _), count in self.card_refusals.items() if name == table)

    def _plan(self, columns: list[str], contract: TableContract) -> TablePlan:
        """The batches of a table have the same columns, mostly, so a plan serves many."""
        known = (contract.table, *columns)
        plan = self._plans.get(known)
        if plan is None or plan.contract is not contract:
            audited = self._audited(contract)
            plan = self._plans[known] = plan_for(
                contract, columns, audited, self._people, self._names
            )
        return plan

    def _audited(self, contract: TableContract) -> TableContract | None:
        if not contract.table.endswith(_AUDIT_SUFFIX):
            return None
        return self._contracts.get(contract.table.removesuffix(_AUDIT_SUFFIX))

    def _refuse_cards(self, frame: pl.DataFrame, plan: TablePlan) -> pl.DataFrame:
        texts = card_texts(frame.select(plan.guarded).get_columns())
        for name in plan.guarded if texts else ():
            values, refused = refuse_cards(frame[name], texts)
            if refused:
                self.card_refusals[plan.contract.table, name] += refused
                frame = frame.with_columns(values)
        return frame


def _as_text(frame: pl.DataFrame) -> pl.DataFrame:
    """A batch as it was read is text already; what is made by hand may hold a column of NULLs."""
    return frame.cast(pl.String) if set(frame.dtypes) != {pl.String} else frame
