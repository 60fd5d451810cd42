"""A contract held against the live table: what is read and what lands.

A column that the contract does not list is not read. A column that the source lacks lands as NULL.
A wider live type is applied to landing; a narrower or different one is not, so nothing that landed
before is cut, and values that don't fit land as NULL and are counted.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version

from suitehouse.contracts.drift import SchemaChange, column_changes
from suitehouse.contracts.model import Column, TableContract
from suitehouse.contracts.source_types import compare_types, type_family

# Raised when digests or landed values of unchanged rows would come out different.
_LANDING_VERSION = 2


@dataclass(frozen=True, slots=True)
class LandingColumn:
    """A column of a landing table and its type there.

    `is_retyped` says that the source sends values of another kind than the contract says, so that a
    cast which rounds or cuts would change them.
    """

    name: str
    type: str
    is_retyped: bool = False


@dataclass(frozen=True, slots=True)
class TableShape:
    """A table's rows on their way: `read` from the source, `landing` in the warehouse.

    `fingerprint` changes when rows that did not change would land differently; then all are read
    again. `orders_by_case` says that the server orders keys by case.
    """

    contract: TableContract
    read: tuple[Column, ...]
    landing: tuple[LandingColumn, ...]
    changes: tuple[SchemaChange, ...]
    fingerprint: str
    orders_by_case: bool = False

    @property
    def treatments(self) -> dict[str, str]:
        """How each landed column's values are made: where two texts differ, so may the values."""
        dialled = _dialling(self.contract, self.read)
        return {
            column.name: " ".join(
                (
                    column.privacy_class,
                    column.treatment,
                    column.decode,
                    *(dialled if column.is_phone else ()),
                )
            )
            for column in self.contract.landed
        }


def shape_of(
    contract: TableContract, live: Mapping[str, str], *, orders_by_case: bool = False
) -> TableShape:
    """Return the shape of a table, given its live columns' types by lower-case name."""
    read = tuple(column for column in contract.landed if column.name.lower() in live)
    landing = tuple(
        _landing_column(column, live.get(column.name.lower())) for column in contract.landed
    )
    changes = tuple(column_changes(contract, live))
    fingerprint = _fingerprint(contract, read, landing)
    return TableShape(contract, read, landing, changes, fingerprint, orders_by_case)


def _landing_column(column: Column, live: str | None) -> LandingColumn:
    kind = _landing_type(column, live)
    return LandingColumn(column.name, kind, is_retyped=_is_retyped(column, kind, live))


def _is_retyped(column: Column, kind: str, live: str | None) -> bool:
    """Whether values come as another kind; approximate ones may be rounded to a decimal."""
    if live is None or column.treatment != "keep":
        return False
    family = type_family(live)
    is_approximate = family == "float" and kind.startswith("DECIMAL")
    return family != type_family(column.type) and not is_approximate


def _landing_type(column: Column, live: str | None) -> str:
    own = column.landing_type
    if live is None or column.treatment != "keep" or own == "BOOLEAN":
        return own
    if compare_types(column.type, live) != "widened":
        return own
    return column.model_copy(update={"type": live}).landing_type


def _fingerprint(
    contract: TableContract, read: tuple[Column, ...], landing: tuple[LandingColumn, ...]
) -> str:
    types = {column.name: column.type for column in landing}
    facts = [
        (column.name, types[column.name], column.privacy_class, column.treatment, column.decode)
        for column in read
    ]
    text = json.dumps([_LANDING_VERSION, facts, *_dialling(contract, read)])
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _dialling(contract: TableContract, read: tuple[Column, ...]) -> list[str]:
    """What decides over the one spelling of telephone numbers: where, and by which plans."""
    if not contract.has_phones:
        return []
    region = contract.phone_region or ""
    if not any(column.name == contract.phone_country for column in read):
        return [region, *_versions("phonenumbers")]
    return [region, *_versions("phonenumbers", "babel"), contract.phone_country or ""]


@cache
def _versions(*libraries: str) -> tuple[str, ...]:
    """The versions by their metadata: to import a library takes longer than most passes."""
    return tuple(f"{name} {version(name)}" for name in libraries)
