"""What a suite found: counts and the names of columns, never a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class FailedExpectation:
    """An expectation that was not met, with how many rows fell short where that can be counted."""

    type: str
    columns: tuple[str, ...]
    unexpected_count: int | None


@dataclass(frozen=True, slots=True)
class SuiteResult:
    """How one table met one suite's expectations."""

    name: str
    asset_key: tuple[str, str]
    rows: int
    evaluated: int
    failed: tuple[FailedExpectation, ...]

    @property
    def success(self) -> bool:
        """Whether every expectation was met."""
        return not self.failed

    @property
    def successful(self) -> int:
        """How many expectations were met."""
        return self.evaluated - len(self.failed)


def failed_expectations(document: Mapping[str, Any]) -> tuple[FailedExpectation, ...]:
    """The expectations that a validation result, as JSON, says were not met."""
    return tuple(_failed(each) for each in document["results"] if not each["success"])


def _failed(result: Mapping[str, Any]) -> FailedExpectation:
    config = result["expectation_config"]
    names = ("column", "column_A", "column_B")
    columns = tuple(config["kwargs"][name] for name in names if name in config["kwargs"])
    return FailedExpectation(config["type"], columns, result["result"].get("unexpected_count"))
