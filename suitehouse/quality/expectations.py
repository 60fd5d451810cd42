"""Suites as values: what is expected of which columns, said without importing a library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Expectation:
    """One expectation by its name in Great Expectations' gallery, with its arguments."""

    type: str
    arguments: Mapping[str, Any] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it reads."""
        names = ("column", "column_A", "column_B")
        return tuple(str(self.arguments[name]) for name in names if name in self.arguments)


@dataclass(frozen=True, slots=True)
class TableExpectations:
    """What is expected of one table; `live` leaves out rows that capture found removed."""

    schema: str
    table: str
    expectations: tuple[Expectation, ...]
    live: bool = False

    @property
    def asset_key(self) -> tuple[str, str]:
        """The table's key in the asset graph."""
        return self.schema, self.table

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that its expectations read, each once, in order of first use."""
        return tuple(dict.fromkeys(name for each in self.expectations for name in each.columns))


@dataclass(frozen=True, slots=True)
class Suite:
    """Expectations that are checked and shown together."""

    name: str
    tables: tuple[TableExpectations, ...]


def is_key(column: str) -> tuple[Expectation, Expectation]:
    """Each row has a value of its own."""
    return is_filled(column), Expectation("ExpectColumnValuesToBeUnique", {"column": column})


def is_filled(column: str) -> Expectation:
    """No value is missing."""
    return Expectation("ExpectColumnValuesToNotBeNull", {"column": column})


def is_one_of(column: str, *values: object) -> Expectation:
    """Each value that is there is one of these."""
    return Expectation("ExpectColumnValuesToBeInSet", {"column": column, "value_set": list(values)})


def is_between(column: str, least: float | None, most: float | None = None) -> Expectation:
    """Each value that is there lies between these, ends included."""
    limits = {"min_value": least, "max_value": most}
    given = {name: limit for name, limit in limits.items() if limit is not None}
    return Expectation("ExpectColumnValuesToBeBetween", {"column": column, **given})


def matches(column: str, pattern: str) -> Expectation:
    """Each value that is there matches a regular expression."""
    return Expectation("ExpectColumnValuesToMatchRegex", {"column": column, "regex": pattern})


def is_token(column: str, privacy_class: str) -> Expectation:
    """Each value that is there is empty or a token of its class: no plain value got through."""
    token = f"{privacy_class}:[0-9a-f]{{8}}:[0-9a-f]{{32}}"
    suffix = "(?:@[^@]+)?" if privacy_class == "email" else ""
    return matches(column, f"^(?:{token}{suffix})?$")


def is_not_before(later: str, earlier: str) -> Expectation:
    """Where both are there, the one is not before the other."""
    pair = {"column_A": later, "column_B": earlier}
    rule = {"or_equal": True, "ignore_row_if": "either_value_is_missing"}
    return Expectation("ExpectColumnPairValuesAToBeGreaterThanB", {**pair, **rule})
