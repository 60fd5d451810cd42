"""The policy of schema drift: each way in which a source can differ, and what is done about it.

Nothing is guessed into landing: what the contract does not list stays in the source, a likely new
name is told and not followed, and what landed once is neither cut nor removed because its column or
table went away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from suitehouse.contracts.model import TableContract
from suitehouse.contracts.names import shown
from suitehouse.contracts.source_types import compare_types, has_too_many_digits

Change = Literal[
    "added",
    "missing",
    "renamed",
    "returned",
    "widened",
    "narrowed",
    "retyped",
    "key_changed",
    "key_recollated",
    "recollated",
    "index_added",
    "index_dropped",
    "table_unlisted",
    "table_renamed",
    "table_gone",
    "table_absent",
]

WHOLE_TABLE: Final = "*"
_SYNC: Final = "run: suitehouse contracts sync --apply"


@dataclass(frozen=True, slots=True)
class Policy:
    """What is done about a change, and what the user may do; `{new}` is the likely new name."""

    action: str
    remedy: str


POLICY: Final[Mapping[Change, Policy]] = {
    "added": Policy(
        "not landed until it is classified in the contract",
        f"{_SYNC}, then set class and treatment in the contract",
    ),
    "missing": Policy(
        "lands as NULL in every row",
        f"grant SELECT on the whole table if the column is only hidden, else {_SYNC}",
    ),
    "renamed": Policy(
        "lands as NULL; '{new}' has its place and type, and is not landed",
        "if '{new}' is the same field, rename it in the contract by hand; else " + _SYNC,
    ),
    "returned": Policy("lands again, treated as the contract says", _SYNC),
    "widened": Policy(
        "landing follows where its type is too narrow",
        f"{_SYNC}; look at the class again where text may now say more",
    ),
    "narrowed": Policy("landing keeps the wider type; nothing that landed is cut", _SYNC),
    "retyped": Policy(
        "landing keeps the contract's type; values that don't fit land as NULL and are counted",
        "decide type and treatment in the contract by hand: other values may need another class",
    ),
    "key_changed": Policy(
        "rows are told apart by the contract's key; those that share one are left out and counted",
        "correct 'key' in the contract by hand, or restore the source's primary key",
    ),
    "key_recollated": Policy(
        "keys compare as the source compares them now; all rows are read and compared once",
        "nothing",
    ),
    "recollated": Policy(
        "all rows are read and compared once where the character set changed; only values that "
        "differ land again",
        "nothing",
    ),
    "index_added": Policy("nothing: the server uses it by itself", "nothing"),
    "index_dropped": Policy(
        "every pass makes the server read the whole table to find what changed",
        "create the index again; `suitehouse doctor` prints the statement where it matters",
    ),
    "table_unlisted": Policy(
        "not captured: no contract lists it",
        f"{_SYNC}, or name it with the reason in suitehouse/contracts/left_out.yml",
    ),
    "table_renamed": Policy(
        "landing keeps its rows, none counts as removed; '{new}' has its columns and is not "
        "captured",
        "if '{new}' is the same table, rename the contract's file and its 'table' by hand",
    ),
    "table_gone": Policy(
        "landing keeps its rows, none counts as removed; when the table is back, all of it is "
        "compared",
        "restore the table or the right to read it; if it is gone for good, remove its contract",
    ),
    "table_absent": Policy("nothing to capture", "nothing, where its module is not installed"),
}
# What happens once and leaves no difference to the contract behind.
EVENTS: Final[frozenset[Change]] = frozenset(
    {"key_recollated", "recollated", "index_added", "index_dropped"}
)
_CAPPED: Final = "landing follows up to 38 digits; values that don't fit land as NULL"


@dataclass(frozen=True, slots=True)
class SchemaChange:
    """One way in which the live source differs from a contract, or from what it was before.

    `column` is `*` where the whole table is meant. `contract_type` and `source_type` are what is
    expected and what is there: types, keys or collations. `successor` is the likely new name.
    """

    table: str
    column: str
    change: Change
    contract_type: str | None = None
    source_type: str | None = None
    successor: str | None = None

    @property
    def action(self) -> str:
        """What suitehouse does about it."""
        if self.change == "widened" and has_too_many_digits(self.source_type or ""):
            return _CAPPED
        return POLICY[self.change].action.format(new=self._new)

    @property
    def remedy(self) -> str:
        """What the user may do about it."""
        return POLICY[self.change].remedy.format(new=self._new)

    @property
    def name(self) -> str:
        """The column with its table, or the table; in quotes what is no plain name."""
        if self.column == WHOLE_TABLE:
            return shown(self.table)
        return f"{shown(self.table)}.{shown(self.column)}"

    @property
    def _new(self) -> str:
        return shown(self.successor or "")


@dataclass(frozen=True, slots=True)
class SeenColumn:
    """A column as the last pass saw it; `index` is information_schema's column_key."""

    name: str
    type: str
    collation: str | None
    index: str


def column_changes(contract: TableContract, live: Mapping[str, str]) -> Iterator[SchemaChange]:
    """Yield where a live table's columns differ from its contract.

    Args:
        contract: The contract of the table.
        live: Types by lower-case column name, in the table's order.
    """
    table = contract.table
    renamed = likely_renames(contract, live)
    for column in contract.columns:
        name, expected = column.name, column.type
        source_type = live.get(name.lower())
        if source_type is None:
            if name in renamed:
                new = renamed[name]
                yield SchemaChange(table, name, "renamed", expected, live[new], new)
            elif not column.gone:
                yield SchemaChange(table, name, "missing", expected)
            continue
        if column.gone:
            yield SchemaChange(table, name, "returned", expected, source_type)
        kind = compare_types(expected, source_type)
        if kind != "same":
            yield SchemaChange(table, name, kind, expected, source_type)
    for name in _unlisted(contract, live):
        if name not in renamed.values():
            yield SchemaChange(table, name, "added", None, live[name])


def likely_renames(contract: TableContract, live: Mapping[str, str]) -> Mapping[str, str]:
    """Return, by its name in the contract, the new name of each column that seems renamed.

    A new column that stands where one is missing and has its type; where several are missing in a
    row, as many must be new. It can as well be another field that was added after the old one was
    dropped, so nobody but a person may follow this.
    """
    types = {column.name: column.type for column in contract.columns if not column.gone}
    lost = _runs([name.lower() for name in types], set(live))
    new = _runs(list(live), {column.name.lower() for column in contract.columns})
    pairs = {
        old: name
        for before, names in lost.items()
        if len(names) == len(new.get(before, ()))
        for old, name in zip(names, new[before], strict=True)
    }
    return {
        column: pairs[column.lower()]
        for column, kind in types.items()
        if column.lower() in pairs and compare_types(kind, live[pairs[column.lower()]]) == "same"
    }


def _unlisted(contract: TableContract, live: Mapping[str, str]) -> Iterator[str]:
    listed = {column.name.lower() for column in contract.columns}
    return (name for name in live if name not in listed)


def _runs(names: Sequence[str], common: set[str]) -> dict[str, list[str]]:
    """The names that are not common, by the common one that they follow."""
    runs: dict[str, list[str]] = {}
    before = ""
    for name in names:
        if name in common:
            before = name
        else:
            runs.setdefault(before, []).append(name)
    return runs
