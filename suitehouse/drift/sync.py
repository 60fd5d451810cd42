"""Contracts brought up to date with the live schema: a plan to read first, then the files.

A plan only adds, marks and widens. It classifies nothing: a new column stays in the source until a
person decides. What needs a judgement (another kind of type, another key, a likely new name of a
table) is left to people and said.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml
from pydantic import ValidationError

from suitehouse.contracts.drift import Change, SchemaChange
from suitehouse.contracts.model import Column, TableContract
from suitehouse.contracts.names import is_reserved, shown
from suitehouse.drift.contract_text import (
    column_text,
    marked_gone,
    new_text,
    unmarked_gone,
    with_column,
    with_type,
)
from suitehouse.drift.new_tables import contract_for, why_no_contract
from suitehouse.drift.present import Catalogue, Contracts, present_drift
from suitehouse.drift.proposals import unclassified
from suitehouse.drift.shapes import Looker, at_nothing
from suitehouse.errors import ConfigurationError, ContractError
from suitehouse.operations.durable import write_together
from suitehouse.source.catalogue import SourceTable

_BY_HAND: Final[frozenset[Change]] = frozenset({"retyped", "key_changed", "table_renamed"})


@dataclass(frozen=True, slots=True)
class FileChange:
    """A contract's file as it is (None where there is none) and as it should be."""

    path: Path
    before: str | None
    after: str

    @property
    def diff(self) -> str:
        """The difference as `diff -u` shows it."""
        old = [] if self.before is None else self.before.splitlines(keepends=True)
        name = self.path.name
        lines = difflib.unified_diff(
            old,
            self.after.splitlines(keepends=True),
            "/dev/null" if self.before is None else name,
            name,
        )
        return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)


@dataclass(frozen=True, slots=True)
class NotCaptured:
    """A live table that gets no contract, and why."""

    table: str
    reason: str


@dataclass(frozen=True, slots=True)
class SyncPlan:
    """What `sync` would write, and what is left to a person.

    `reserved` are new columns, with their tables, that cannot land because of their names.
    """

    files: tuple[FileChange, ...]
    by_hand: tuple[SchemaChange, ...]
    not_captured: tuple[NotCaptured, ...]
    reserved: tuple[str, ...]


def plan_sync(
    contracts: Contracts,
    catalogue: Catalogue,
    *,
    folder: Path,
    left_out: Mapping[str, str],
    tables: Sequence[str] = (),
    look: Looker = at_nothing,
) -> SyncPlan:
    """Return how the contracts in a folder would follow the live schema; write nothing.

    Args:
        contracts: The contracts in the folder.
        catalogue: The live tables.
        folder: Where the contracts are.
        left_out: Tables that nobody wants.
        tables: Only these; empty means all.
        look: Tells how the values of a new column look.

    Raises:
        ConfigurationError: A named table is neither live nor in a contract.
        ContractError: A file cannot be changed line by line.
    """
    _check_known(tables, contracts, catalogue)
    asked = set(tables) or {*contracts, *catalogue}
    chosen = [contract for name, contract in sorted(contracts.items()) if name in asked]
    drift = present_drift(contracts, catalogue, chosen=chosen, left_out=left_out)
    changed = [
        _brought_up(each, catalogue, folder, look) for each in chosen if each.table in catalogue
    ]
    unlisted = [
        catalogue[change.table]
        for change in drift
        if change.change == "table_unlisted" and change.table in asked
    ]
    refused = {
        table.name: reason
        for table in unlisted
        if (reason := why_no_contract(table, {*contracts, *catalogue} - {table.name}))
    }
    able = [table for table in unlisted if table.name not in refused]
    made = _new_contracts(contracts, able, look)
    new = [FileChange(folder / f"{each.table}.yml", None, new_text(each)) for each in made]
    files = (*(file for file in changed if file is not None), *new)
    return SyncPlan(
        files=files,
        by_hand=tuple(change for change in drift if change.change in _BY_HAND),
        not_captured=tuple(NotCaptured(name, reason) for name, reason in refused.items()),
        reserved=tuple(_reserved(contracts, files)),
    )


def _reserved(contracts: Contracts, files: Iterable[FileChange]) -> Iterator[str]:
    """New columns that cannot land, with their tables."""
    for table, written in planned_contracts(files).items():
        before = contracts[table].columns if table in contracts else ()
        known = {column.name for column in before}
        for column in written.columns:
            if is_reserved(column.name) and column.name not in known:
                yield f"{table}.{column.name}"


def planned_contracts(files: Iterable[FileChange]) -> dict[str, TableContract]:
    """Return the contracts that a plan's files will hold, by table."""
    texts = (yaml.safe_load(file.after) for file in files)
    written = (TableContract.model_validate(text) for text in texts)
    return {contract.table: contract for contract in written}


def write_plan(plan: SyncPlan, others: Mapping[Path, str | None]) -> None:
    """Write the files of a plan and others with them: all, or none.

    Raises:
        ConfigurationError: A file cannot be written.
    """
    try:
        write_together({**{file.path: file.after for file in plan.files}, **others})
    except OSError as error:
        raise ConfigurationError(
            f"{error.filename} cannot be written ({error.strerror}), so nothing was; run it as the "
            "owner of the folder, or from a checkout of the repository."
        ) from error


def _check_known(tables: Iterable[str], contracts: Contracts, catalogue: Catalogue) -> None:
    if unknown := [name for name in tables if name not in contracts and name not in catalogue]:
        raise ConfigurationError(
            f"There is no table or contract named {', '.join(map(shown, unknown))}; "
            "correct --tables."
        )


def _new_contracts(
    contracts: Contracts, unlisted: Sequence[SourceTable], look: Looker
) -> list[TableContract]:
    with_contract = {*contracts, *(table.name for table in unlisted)}
    made = (contract_for(table, with_contract, look) for table in unlisted)
    return [contract for contract in made if contract is not None]


def _brought_up(
    contract: TableContract, catalogue: Catalogue, folder: Path, look: Looker
) -> FileChange | None:
    """The file of a contract that differs from its live table, None where it does not."""
    live = catalogue[contract.table]
    path = folder / f"{contract.table}.yml"
    drift = present_drift(
        {contract.table: contract}, {contract.table: live}, chosen=[contract], left_out=()
    )
    edits = [change for change in drift if change.change not in _BY_HAND]
    if not edits:
        return None
    before = path.read_bytes().decode()
    try:
        after = _edited(before, edits, live, look)
        _check(TableContract.model_validate(yaml.safe_load(after)), contract, edits)
    except (ContractError, ValidationError, yaml.YAMLError, StopIteration) as error:
        reason = str(error) if isinstance(error, ContractError) else "its layout is unusual"
        names = ", ".join(change.column for change in edits)
        raise ContractError(
            f"{path} cannot be brought up to date line by line: {reason}; change by hand: {names}."
        ) from error
    return FileChange(path, before, after)


def _edited(text: str, edits: Iterable[SchemaChange], live: SourceTable, look: Looker) -> str:
    for change in edits:
        text = _with(text, change, live, look)
    return text


def _with(text: str, change: SchemaChange, live: SourceTable, look: Looker) -> str:
    match change.change:
        case "missing":
            return marked_gone(text, change.column)
        case "returned":
            return unmarked_gone(text, change.column)
        case "widened" | "narrowed":
            return with_type(text, change.column, str(change.source_type))
        case "renamed":
            note = f"  # '{change.column}' renamed?"
            kept = marked_gone(text, change.column)
            return _with_new(kept, live, str(change.successor), look, note)
        case "added":
            return _with_new(text, live, change.column, look)
        case _:
            return text


def _with_new(text: str, live: SourceTable, name: str, look: Looker, note: str = "") -> str:
    """The text with a new column where the live table has it, after one that is listed."""
    column = live.column(name)
    if column is None:
        raise ContractError(f"the source no longer has {name}")
    line = column_text(unclassified(column, look(live.name, column)))
    return with_column(text, line + note, _listed_before(text, live, name))


def _listed_before(text: str, live: SourceTable, name: str) -> str | None:
    listed = {each.lower(): each for each in yaml.safe_load(text)["columns"]}
    names = [column.name.lower() for column in live.columns]
    before = names[: names.index(name.lower())]
    return next((listed[each] for each in reversed(before) if each in listed), None)


def _check(written: TableContract, contract: TableContract, edits: Sequence[SchemaChange]) -> None:
    """Make sure that the text says what was meant, and nothing else has changed.

    Raises:
        ContractError: It does not.
    """
    old = {column.name: column for column in contract.columns}
    kept = {column.name: column for column in written.columns if column.name in old}
    new = [column for column in written.columns if column.name not in old]
    if kept != {name: _expected(column, edits) for name, column in old.items()} or any(
        column.is_landed for column in new
    ):
        raise ContractError("its layout is unusual")
    same = {"columns": ()}
    if written.model_copy(update=same) != contract.model_copy(update=same):
        raise ContractError("its layout is unusual")


def _expected(column: Column, edits: Iterable[SchemaChange]) -> Column:
    facts: dict[str, object] = {}
    for change in (each for each in edits if each.column == column.name):
        if change.change in {"missing", "renamed"}:
            facts["gone"] = True
        elif change.change == "returned":
            facts["gone"] = False
        elif change.change in {"widened", "narrowed"}:
            facts["type"] = change.source_type
    return column.model_copy(update=facts)


def unclassified_columns(contracts: Contracts) -> Iterator[tuple[str, Column]]:
    """Yield each column that awaits a person's decision, with its table."""
    for table, contract in sorted(contracts.items()):
        yield from ((table, column) for column in contract.columns if column.proposed is not None)
