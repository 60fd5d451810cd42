"""Keeps erased persons out of every pass: their values become NULL in memory, as they are masked.

Passes, loads in parts, sweeps and replays all mask their rows here, so no value of a suppressed row
reaches a disk again. Digests are taken of what the source has, so such rows still prove equal.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import reduce
from operator import or_
from typing import Protocol

import polars as pl

from suitehouse.contracts.model import TableContract
from suitehouse.privacy.erasure_rules import (
    AUDITED_FIELD,
    Scope,
    Suppression,
    TableRules,
    erasure_rules,
)
from suitehouse.privacy.person_names import PersonNames
from suitehouse.privacy.redaction import KnownPeople


class Masking(Protocol):
    """What treats the columns of a batch as the contract says."""

    def mask(self, frame: pl.DataFrame, contract: TableContract) -> pl.DataFrame:
        """Return the landed columns of a batch, treated."""

    def refused_cards(self, table: str) -> int:
        """Return how many values of a table were refused for holding a card number, up to now."""

    def know(self, people: KnownPeople | None, names: PersonNames | None = None) -> None:
        """Redact and withhold these people from now on, and no others."""


class Suppressing(Protocol):
    """A warehouse that knows what was erased from it."""

    def suppressions(self) -> tuple[Suppression, ...]:
        """Return the rows that no pass brings back."""


def suppressing(
    masker: Masking, warehouse: Suppressing, contracts: Mapping[str, TableContract]
) -> Masking:
    """Return the masker, with what was erased from the warehouse kept out of its batches."""
    known = warehouse.suppressions()
    return SuppressingMasker(masker, known, contracts) if known else masker


class SuppressingMasker:
    """A masker whose batches have nothing in the cells that were erased."""

    def __init__(
        self,
        masker: Masking,
        suppressions: Iterable[Suppression],
        contracts: Mapping[str, TableContract],
    ) -> None:
        self._masker = masker
        self._rules = erasure_rules(contracts)
        self._keys: dict[tuple[Scope, str], set[str]] = defaultdict(set)
        for each in suppressions:
            self._keys[each.scope, each.table].add(each.row_key)
        own = [keys for (scope, _), keys in self._keys.items() if scope == "own"]
        self._person = set().union(*own)
        self._emptied: dict[tuple[str, ...], list[pl.Expr]] = {}

    def mask(self, frame: pl.DataFrame, contract: TableContract) -> pl.DataFrame:
        """Return the landed columns of a batch, treated, with NULL where values were erased."""
        masked = self._masker.mask(frame, contract)
        emptied = self._plan(contract.table, masked.columns)
        return masked.lazy().with_columns(emptied).collect() if emptied else masked

    def refused_cards(self, table: str) -> int:
        """Return how many values of a table were refused for holding a card number, up to now."""
        return self._masker.refused_cards(table)

    def know(self, people: KnownPeople | None, names: PersonNames | None = None) -> None:
        """Redact and withhold these people from now on, and no others."""
        self._masker.know(people, names)

    def _plan(self, table: str, columns: list[str]) -> list[pl.Expr]:
        known = (table, *columns)
        if known not in self._emptied:
            rules = self._rules.get(table)
            self._emptied[known] = [] if rules is None else self._cells(rules, columns)
        return self._emptied[known]

    def _cells(self, rules: TableRules, columns: list[str]) -> list[pl.Expr]:
        """The columns that may lose values, as what is left of them."""
        own, kept = self._belongs(rules, "own", columns), self._kept(rules, columns)
        return [
            pl.when(~reduce(or_, why).fill_null(value=False)).then(pl.col(name)).alias(name)
            for name in columns
            if (why := list(self._reasons(rules, name, own=own, kept=kept)))
        ]

    def _reasons(
        self, rules: TableRules, name: str, *, own: list[pl.Expr], kept: list[pl.Expr]
    ) -> Iterable[pl.Expr]:
        if name in rules.own_columns:
            yield from own
        if name in rules.personal_columns:
            yield from kept
        if name in rules.audit_values:
            yield from (each & pl.col(AUDITED_FIELD).is_in(rules.audit_fields) for each in kept)
        if name in rules.pointers and self._person:
            yield _holds(name, self._person)

    def _kept(self, rules: TableRules, columns: list[str]) -> list[pl.Expr]:
        if rules.audited and AUDITED_FIELD not in columns:
            return []
        about = [_holds(name, self._person) for name in rules.about if name in columns]
        return [*self._belongs(rules, "retained", columns), *(about if self._person else [])]

    def _belongs(self, rules: TableRules, scope: Scope, columns: list[str]) -> list[pl.Expr]:
        """Whether a row is, or is part of, one that is suppressed in this scope."""
        return [
            _holds(name, keys)
            for name, table in rules.owners
            if name in columns and (keys := self._keys.get((scope, table)))
        ]


def _holds(column: str, keys: Collection[str]) -> pl.Expr:
    return pl.col(column).str.to_lowercase().is_in(sorted(keys)).fill_null(value=False)
