"""Looks for people of the CRM in every file that runs left: what the report calls the proof.

The values looked for are read from the CRM, held in memory, and written nowhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from suitehouse.contracts.model import Column, TableContract
from suitehouse.operations.durable import write_private
from suitehouse.privacy.canaries import Finding, find_in_tree
from suitehouse.privacy.unpacking import OpenDatabase, open_plain
from suitehouse.source.catalogue import SourceTable
from suitehouse.source.quoting import quote
from suitehouse.source.reader import Query, RowBatch

RESULT_FILE = Path("privacy") / "scan.json"
# Shorter ones ("Cancel", a last name) stand inside words of any text.
SHORTEST = 8
_CLASSES = ("name", "email", "phone", "address")


class Source(Protocol):
    """A snapshot of the CRM as a scan needs it."""

    @property
    def catalogue(self) -> Mapping[str, SourceTable]:
        """The live tables."""

    def read(self, query: Query) -> Iterator[RowBatch]:
        """Yield a query's rows."""


@dataclass(frozen=True, slots=True)
class ScanResult:
    """What a scan looked for and found; counts and file names, no value.

    Attributes:
        at: When it began.
        values: Values that were looked for.
        columns: Columns of the CRM they were taken from.
        hits: Files in which one was found, with how many, relative to the home.
        unopened: Files that could not be opened, and so were not searched.
    """

    at: datetime
    values: int
    columns: int
    hits: Mapping[str, int]
    unopened: Sequence[str]

    @property
    def is_clean(self) -> bool:
        """Whether everything was searched and nothing found."""
        return not self.hits and not self.unopened


@dataclass(frozen=True, slots=True)
class PersonalValues:
    """Values that no file may hold, and how many columns they are of."""

    values: frozenset[str] = field(repr=False)
    columns: int


def personal_values(
    source: Source, contracts: Mapping[str, TableContract], most: int
) -> PersonalValues:
    """Return up to `most` values of each column that is masked or withheld.

    Values that may be read by policy, such as an organisation's name, are not among them.
    """
    found: set[str] = set()
    columns = 0
    for table, contract in contracts.items():
        live = source.catalogue.get(table)
        for column in contract.columns if live is not None else ():
            if live is not None and live.column(column.name) and _is_masked(column):
                found.update(_values(source, table, column.name, most))
                columns += 1
    return PersonalValues(frozenset(found - _readable(source, contracts)), columns)


def scan(
    home: Path,
    sought: PersonalValues,
    *,
    skip: Sequence[Path],
    at: datetime,
    open_database: OpenDatabase = open_plain,
) -> ScanResult:
    """Look for the values in every file under the home, in all spellings, and keep the result."""
    findings = find_in_tree(home, sorted(sought.values), skip=skip, open_database=open_database)
    result = ScanResult(
        at,
        len(sought.values),
        sought.columns,
        _hits(findings, home),
        _unopened(findings, home),
    )
    keep(home, result)
    return result


def keep(home: Path, result: ScanResult) -> None:
    """Write the result where the report finds it."""
    text = json.dumps({**asdict(result), "at": result.at.isoformat()}, indent=2)
    write_private(home / RESULT_FILE, text)


def kept(home: Path) -> ScanResult | None:
    """Return the last result, None where there is none that can be read."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        data = json.loads((home / RESULT_FILE).read_text(encoding="utf-8"))
        return ScanResult(**{**data, "at": datetime.fromisoformat(data["at"])})
    return None


def _is_masked(column: Column) -> bool:
    return column.is_text and column.privacy_class in _CLASSES and not column.is_readable


def _values(source: Source, table: str, column: str, most: int) -> Iterator[str]:
    name = quote(column)
    sql = (
        f"select distinct {name} from {quote(table)} "  # noqa: S608 - quoted names
        f"where char_length({name}) >= {SHORTEST} limit {most}"
    )
    for batch in source.read(Query(table, sql, (column,))):
        for value in batch.columns.column(0).to_pylist():
            if value is not None and len(text := value.strip()) >= SHORTEST:
                yield text


def _readable(source: Source, contracts: Mapping[str, TableContract]) -> set[str]:
    """Values of columns that are kept although of a person's kind: they may be read anywhere."""
    found: set[str] = set()
    for table, contract in contracts.items():
        for column in contract.columns if table in source.catalogue else ():
            is_kept = column.is_text and column.is_readable
            if is_kept and column.privacy_class in _CLASSES:
                found.update(_values(source, table, column.name, 1_000_000))
    return found


def _hits(findings: Sequence[Finding], home: Path) -> dict[str, int]:
    counted: dict[str, int] = {}
    for finding in findings:
        if finding.needle:
            place = str(finding.path.relative_to(home))
            counted[place] = counted.get(place, 0) + 1
    return counted


def _unopened(findings: Sequence[Finding], home: Path) -> tuple[str, ...]:
    return tuple(str(each.path.relative_to(home)) for each in findings if not each.needle)
