"""A contract for a table that has none, as far as its structure tells what it is.

What SuiteCRM itself makes in every table of a kind lands: keys, stamps, the soft-delete flag, and
in audit tables the values, which are treated as the audited field is. Every other column stays in
the source until a person has classified it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from suitehouse.contracts.model import (
    Column,
    Kind,
    Lane,
    Parent,
    PrivacyClass,
    TableContract,
)
from suitehouse.contracts.names import is_plain, is_reserved, shown
from suitehouse.contracts.source_types import type_family
from suitehouse.drift.proposals import KEY_TYPES, unclassified
from suitehouse.drift.shapes import Looker, at_nothing
from suitehouse.source.catalogue import SourceColumn, SourceTable

OWNER: Final = "team:crm-data"
CUSTOM_SUFFIX: Final = "_cstm"
AUDIT_SUFFIX: Final = "_audit"
_AUDIT_COLUMNS: Final = {"id", "parent_id", "date_created", "field_name"}
_LINK: Final = re.compile(r"_id[ab]?$")
_STUDIO_LINK: Final = re.compile(r"_id[ab]$")
_SURROGATE: Final = "surrogate key; the person behind it is masked"
_AUDITED: Final = "treated as the audited field is"
_STAMP: Final = "UTC second of the last save; not every write moves it"


@dataclass(frozen=True, slots=True)
class _Known:
    """A column that SuiteCRM makes itself, and the types that it makes it with."""

    types: tuple[str, ...]
    description: str
    privacy_class: PrivacyClass = "none"
    treatment: str = "keep"
    reason: str | None = None


_USER_KEY: Final = ("identifier", "keep", _SURROGATE)
_EVERYWHERE: Final[Mapping[str, _Known]] = {
    "date_entered": _Known(("datetime",), "UTC second the record was made"),
    "date_modified": _Known(("datetime",), _STAMP),
    "deleted": _Known(("tinyint(1)",), "Soft-delete flag of SuiteCRM"),
    "created_by": _Known(KEY_TYPES, "Key of the user who made it", *_USER_KEY),
    "modified_user_id": _Known(KEY_TYPES, "Key of the user who last saved it", *_USER_KEY),
    "assigned_user_id": _Known(KEY_TYPES, "Key of the user who owns it", *_USER_KEY),
}
_IN_AUDITS: Final[Mapping[str, _Known]] = {
    "parent_id": _Known(KEY_TYPES, "Key of the parent", *_USER_KEY),
    "date_created": _Known(("datetime",), "Date created, UTC"),
    "created_by": _EVERYWHERE["created_by"],
    "field_name": _Known(("varchar(100)",), "Field name"),
    "data_type": _Known(("varchar(100)",), "Data type"),
    **{
        f"{when}_value_{kind}": _Known(
            ("varchar(255)", "text"),
            f"{when.capitalize()} value {kind}",
            "free_text",
            "audit_value",
            _AUDITED,
        )
        for when in ("before", "after")
        for kind in ("string", "text")
    },
}


def contract_for(
    table: SourceTable, with_contract: Collection[str], look: Looker = at_nothing
) -> TableContract | None:
    """Return a table's first contract, None where no key is recognised by which rows differ.

    Args:
        table: The live table.
        with_contract: The tables that have a contract, or get one in the same go.
        look: Tells how the values of a column look.
    """
    key = _key(table)
    if not key:
        return None
    kind = _kind(table)
    base = table.name.removesuffix(CUSTOM_SUFFIX)
    parent = Parent(table=base, column=key[0]) if kind == "custom" else None
    if parent is not None and base not in with_contract:
        parent = None
    cursor = _cursor(table, kind)
    return TableContract(
        table=table.name,
        kind=kind,
        description=_description(table, kind),
        owner=OWNER,
        key=key,
        lane=_lane(kind, cursor, parent),
        cursor=cursor,
        parent=parent,
        columns=tuple(_column(table, column, key, kind, look) for column in table.columns),
    )


def why_no_contract(table: SourceTable, others: Collection[str]) -> str | None:
    """Return why a live table can have no contract, None where it can.

    Args:
        table: The live table.
        others: Names of the other live tables and of those with a contract.
    """
    if not is_plain(table.name):
        return "its name is not of letters, digits, '_' and '$' alone"
    if alike := sorted(other for other in others if other.lower() == table.name.lower()):
        return f"the warehouse takes it and {', '.join(map(shown, alike))} for one: case alone"
    key = _key(table)
    if not key:
        return "it has no key that tells its rows apart"
    if odd := [name for name in key if not is_plain(name)]:
        return f"column {shown(odd[0])} of its key is not of letters, digits, '_' and '$' alone"
    if taken := [name for name in key if is_reserved(name)]:
        return f"column {taken[0]} of its key is called as one of the warehouse's own"
    return None


def _key(table: SourceTable) -> tuple[str, ...]:
    """The primary key, or SuiteCRM's own where the server knows none; of surrogate keys only."""
    found = table.primary_key or tuple(
        column.name for column in table.columns if column.name in {"id", "id_c"}
    )
    columns = [column for name in found if (column := table.column(name))]
    return found if all(map(_is_surrogate, columns)) else ()


def _is_surrogate(column: SourceColumn) -> bool:
    return column.type in KEY_TYPES or type_family(column.type) == "integer"


def _kind(table: SourceTable) -> Kind:
    names = set(table.types)
    if table.name.endswith(CUSTOM_SUFFIX) and "id_c" in names:
        return "custom"
    if table.name.endswith(AUDIT_SUFFIX) and names >= _AUDIT_COLUMNS:
        return "audit"
    links = [name for name in names if _LINK.search(name) and table.types[name] in KEY_TYPES]
    if "date_modified" in names and "date_entered" not in names and len(links) > 1:
        return "relationship"
    return "base" if "date_modified" in names else "reference"


def _cursor(table: SourceTable, kind: Kind) -> str | None:
    name = "date_created" if kind == "audit" else "date_modified"
    column = table.column(name)
    if kind == "custom" or column is None or column.type != "datetime":
        return None
    return column.name


def _lane(kind: Kind, cursor: str | None, parent: Parent | None) -> Lane:
    if parent is not None:
        return "with_parent"
    if cursor is None:
        return "compare"
    return "append" if kind == "audit" else "stamp"


def _column(
    table: SourceTable, column: SourceColumn, key: tuple[str, ...], kind: Kind, look: Looker
) -> Column:
    known = _known(column.name.lower(), table, key, kind)
    if known is None or column.type not in known.types:
        return unclassified(column, look(table.name, column))
    return unclassified(column).model_copy(
        update={
            "privacy_class": known.privacy_class,
            "treatment": known.treatment,
            "reason": known.reason,
            "proposed": None,
            "description": known.description,
        }
    )


def _known(name: str, table: SourceTable, key: tuple[str, ...], kind: Kind) -> _Known | None:
    if name in {each.lower() for each in key}:
        return _Known((table.types[name],), f"Key of {table.name}", *_USER_KEY)
    if kind == "audit":
        return _IN_AUDITS.get(name)
    if kind == "relationship" and _STUDIO_LINK.search(name):
        return _Known(KEY_TYPES, f"Key of the record at one end, {name}", *_USER_KEY)
    return _EVERYWHERE.get(name)


def _description(table: SourceTable, kind: Kind) -> str:
    base = table.name.removesuffix(CUSTOM_SUFFIX).removesuffix(AUDIT_SUFFIX)
    live = ", live or soft-deleted" if "deleted" in table.types else ""
    return {
        "custom": f"Custom fields of {base}: one row per record that has been saved with one.",
        "audit": f"Change trail of {base}: one row per changed audited field and save.",
        "relationship": f"Links kept in {table.name}: one row per pair and attempt; removed links "
        "stay as soft-deleted rows.",
    }.get(kind, f"One row per record of {table.name}{live}.")
