"""Every column of every contract: its class, what is done to it, why, and who said so when."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from suitehouse.contracts.model import Column, TableContract
from suitehouse.privacy_report.authorship import Change

_PERSONAL = frozenset(
    {"name", "email", "phone", "address", "birthdate", "free_text", "identifier", "financial"}
)
_UNCLASSIFIED = "awaits a decision"


@dataclass(frozen=True, slots=True)
class ColumnEntry:
    """One column as the report lists it."""

    table: str
    column: str
    type: str
    privacy_class: str
    treatment: str
    reason: str
    changed: Change | None

    @property
    def is_withheld(self) -> bool:
        """Whether it never leaves the source."""
        return self.treatment == "drop"

    @property
    def is_unclassified(self) -> bool:
        """Whether it is withheld only until somebody decides."""
        return self.reason == _UNCLASSIFIED

    @property
    def is_personal(self) -> bool:
        """Whether it may tell something of a person."""
        return self.privacy_class in _PERSONAL or self.privacy_class == "credential"


def entries(
    contracts: Mapping[str, TableContract],
    folder: Path,
    changes: Callable[[Path], Mapping[int, Change]],
) -> tuple[ColumnEntry, ...]:
    """Return all columns, tables in name order, columns in contract order.

    Args:
        contracts: Every contract by table.
        folder: Where each is in a file of its table's name.
        changes: Gives the last change of each line of a file.
    """
    return tuple(
        entry
        for table, contract in contracts.items()
        for entry in _of_table(contract, folder / f"{table}.yml", changes)
    )


def _of_table(
    contract: TableContract, path: Path, changes: Callable[[Path], Mapping[int, Change]]
) -> Iterator[ColumnEntry]:
    changed, lines = changes(path), _lines_of_columns(path)
    for column in contract.columns:
        yield ColumnEntry(
            contract.table,
            column.name,
            column.type,
            column.privacy_class,
            column.treatment,
            _reason(column),
            changed.get(lines.get(column.name, 0)),
        )


def _reason(column: Column) -> str:
    if column.proposed is not None:
        return _UNCLASSIFIED
    return column.reason or ""


def _lines_of_columns(path: Path) -> dict[str, int]:
    """The line on which each column's entry starts; contracts have one line a column."""
    found: dict[str, int] = {}
    is_inside = False
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.startswith(" "):
            is_inside = line.startswith("columns:")
        elif is_inside and (name := re.match(r"  \"?([^\s\":]+)\"?:", line)):
            found.setdefault(name[1], number)
    return found
