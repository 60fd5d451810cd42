"""What an erasure empties in each table, worked out from the contracts' classes alone.

A row of a person's own loses everything but its key and deletion flag. A row that has to stay loses
its personal columns, whatever they are called. Any other row loses the cells that name the person.
What is emptied in the warehouse and what later passes keep out are both written from these rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from suitehouse.contracts.model import Column, TableContract

# own: a record of the person. retained: a record about more than the person. link: only names them.
Scope = Literal["own", "retained", "link"]

ADDRESSES: Final = "email_addresses"
DELETION_FLAG: Final = "deleted"
AUDITED_FIELD: Final = "field_name"
_AUDIT_SUFFIX: Final = "_audit"
_AUDITED_KEY: Final = "parent_id"
# Every module of SuiteCRM's type Person has it, custom ones too.
_SURNAME: Final = "last_name"
_PERSONAL: Final = {"name", "email", "phone", "address", "birthdate", "free_text"}
# They say which user worked on a row: that does not make the row about the user.
_STAFF: Final = {"created_by", "modified_user_id", "assigned_user_id"}


@dataclass(frozen=True, slots=True)
class Suppression:
    """A row whose values never come back: a row of `ops.suppressions`; its key in lower case."""

    table: str
    row_key: str
    scope: Scope


@dataclass(frozen=True, slots=True)
class TableRules:
    """What becomes empty in one table, by whose keys its rows hold.

    Attributes:
        key: The only key column; None where there are several or none.
        owners: Columns whose value is the key of a row that this one is part of, with its table.
        own_columns: What a row of the person's own loses.
        personal_columns: What a row that stays loses.
        pointers: Columns that lose the value where it is a key of the person.
        about: Those of them that make a row one about the person.
        audited: The table that this one audits.
        audit_values: Columns with values of the audited table.
        audit_fields: The audited table's personal columns.
        texts: Columns that may hold tokens.
    """

    table: str
    key: str | None
    is_person: bool
    owners: tuple[tuple[str, str], ...]
    own_columns: tuple[str, ...]
    personal_columns: tuple[str, ...]
    pointers: tuple[str, ...]
    about: tuple[str, ...]
    audited: str | None
    audit_values: tuple[str, ...]
    audit_fields: tuple[str, ...]
    texts: tuple[str, ...]


def erasure_rules(contracts: Mapping[str, TableContract]) -> Mapping[str, TableRules]:
    """Return the rules of each table by its name."""
    return {name: _rules(contract, contracts) for name, contract in contracts.items()}


def is_person_table(contract: TableContract) -> bool:
    """Whether a row of the table is a person: contacts, leads, targets, users, and custom ones."""
    return any(
        column.name == _SURNAME and column.privacy_class == "name" for column in contract.columns
    )


def _rules(contract: TableContract, contracts: Mapping[str, TableContract]) -> TableRules:
    audited = _audited(contract, contracts)
    values = tuple(c.name for c in contract.landed if c.treatment == "audit_value")
    identifiers = tuple(c.name for c in _others(contract) if _points(c))
    is_person = is_person_table(contract)
    personal = () if audited else _personal(contract)
    is_about = bool(personal) and not is_person and contract.table != ADDRESSES
    return TableRules(
        table=contract.table,
        key=contract.key[0] if len(contract.key) == 1 else None,
        is_person=is_person,
        owners=_owners(contract, audited),
        own_columns=tuple(c.name for c in _others(contract) if c.name != DELETION_FLAG),
        personal_columns=personal,
        pointers=(*identifiers, *values),
        about=tuple(name for name in identifiers if name not in _STAFF) if is_about else (),
        audited=audited.table if audited else None,
        audit_values=values,
        audit_fields=_personal(audited) if audited else (),
        texts=tuple(c.name for c in contract.landed if c.treatment != "keep"),
    )


def _others(contract: TableContract) -> list[Column]:
    """The landed columns beside the key, by which every row stays accounted for."""
    return [column for column in contract.landed if column.name not in contract.key]


def _points(column: Column) -> bool:
    return column.privacy_class == "identifier" and column.is_text


def _personal(contract: TableContract) -> tuple[str, ...]:
    return tuple(c.name for c in _others(contract) if c.privacy_class in _PERSONAL)


def _audited(
    contract: TableContract, contracts: Mapping[str, TableContract]
) -> TableContract | None:
    if not contract.table.endswith(_AUDIT_SUFFIX):
        return None
    return contracts.get(contract.table.removesuffix(_AUDIT_SUFFIX))


def _owners(contract: TableContract, audited: TableContract | None) -> tuple[tuple[str, str], ...]:
    itself = ((contract.key[0], contract.table),) if len(contract.key) == 1 else ()
    landed = {column.name for column in contract.landed}
    if audited is not None and _AUDITED_KEY in landed:
        return (*itself, (_AUDITED_KEY, audited.table))
    if contract.kind == "custom" and contract.parent is not None:
        return (*itself, (contract.parent.column, contract.parent.table))
    return itself
