"""The SQL of erasures, as pure text: which rows and cells a table's rules empty.

`_erase_own` and `_erase_kept` hold the keys of records, `_erase_marks` the rows of a table that are
to lose something and why, `_erase_values` what the person's cells held.
"""

# ruff: noqa: S608 - names are quoted by `quote`, literals by `text`

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from suitehouse.privacy.erasure_rules import AUDITED_FIELD, TableRules
from suitehouse.warehouses._duckdb_sql import quote, text

OWN: Final = "temp._erase_own"
KEPT: Final = "temp._erase_kept"
MARKS: Final = "temp._erase_marks"
VALUES: Final = "temp._erase_values"
MAKE_KEYS: Final = (
    "create or replace temp table _erase_own (table_name varchar, row_key varchar)",
    "create or replace temp table _erase_kept (table_name varchar, row_key varchar)",
)
MAKE_MARKS: Final = (
    "create or replace temp table _erase_marks (schema_name varchar, table_name varchar, "
    "marked_row bigint, is_own boolean, is_kept boolean)"
)
MAKE_VALUES: Final = "create or replace temp table _erase_values (value varchar, is_gone boolean)"
_GONE: Final = "_erase_gone"
_HELD: Final = "_erase_held"
# For cells of few rows, of which there are many columns.
LIST_VALUES: Final = (
    f"set variable {_GONE} = (select list(distinct value) from {VALUES} where is_gone)",
    f"set variable {_HELD} = (select list(distinct value) from {VALUES})",
)
TABLES: Final = """
    select c.schema_name, c.table_name, c.column_name, c.data_type
    from duckdb_columns() as c
    join duckdb_tables() as t
    on t.database_name = c.database_name and t.schema_name = c.schema_name
    and t.table_name = c.table_name
    where c.database_name = current_database() and not c.internal and not t.temporary
    and t.estimated_size > 0
    order by c.schema_name, c.table_name, c.column_index
"""
IS_MADE: Final = """
    select 1 from duckdb_tables()
    where database_name = current_database() and schema_name = 'ops'
    and table_name = 'suppressions'
"""
ERASURE_TABLES: Final = (
    """
    create table if not exists ops.erasures (
        erasure_id varchar not null, subject varchar not null, requested_at timestamp not null,
        applied_at timestamp not null, completed_at timestamp, tables bigint not null,
        rows bigint not null, columns bigint not null, files bigint not null, certificate varchar
    )""",
    """
    create table if not exists ops.suppressions (
        table_name varchar not null, row_key varchar not null, scope varchar not null,
        erased_at timestamp not null, erasure_id varchar not null
    )""",
)
SUPPRESSIONS: Final = (
    "select distinct table_name, row_key, scope from ops.suppressions order by all"
)


@dataclass(frozen=True, slots=True)
class Person:
    """The keys of a person's own records by table, which are few, as lists of literals."""

    own: Mapping[str, tuple[str, ...]]

    def among(self, value: str, *tables: str) -> str:
        """The condition that a value is one of the keys, of these tables or of all."""
        chosen = [keys for table, keys in self.own.items() if table in tables or not tables]
        keys = ", ".join(text(key) for each in chosen for key in each)
        return f"coalesce({value} in ({keys}), false)" if keys else "false"


@dataclass(frozen=True, slots=True)
class Relation:
    """A table of the warehouse as it is: its columns and their types, in order."""

    schema: str
    table: str
    types: Mapping[str, str]

    @property
    def name(self) -> str:
        """The qualified name."""
        return f"{quote(self.schema)}.{quote(self.table)}"

    @property
    def texts(self) -> tuple[str, ...]:
        """The columns of text."""
        return tuple(name for name, kind in self.types.items() if kind == "VARCHAR")

    @property
    def marked(self) -> str:
        """The marked rows with what they hold, as `t`, and their marks, as `m`."""
        return (
            f"{self.name} as t join {MARKS} as m on m.marked_row = t.rowid "
            f"and m.schema_name = {text(self.schema)} and m.table_name = {text(self.table)}"
        )


@dataclass(frozen=True, slots=True)
class Cells:
    """Which cells of a table's marked rows are emptied: a condition by column, of `t` and `m`."""

    relation: Relation
    emptied: Mapping[str, str]

    def filled(self, name: str) -> str:
        """The condition that a cell is to be emptied and is not yet."""
        return f"({self.emptied[name]} and t.{quote(name)} is not null)"

    def any_filled(self) -> str:
        """The condition that a row has something to lose."""
        return " or ".join(self.filled(name) for name in self.emptied) or "false"

    def count(self) -> str:
        """By scope, how many rows have something to lose, and in how many of them each column."""
        scope = "case when m.is_own then 'own' when m.is_kept then 'retained' else 'link' end"
        counts = ", ".join(f"count(*) filter (where {self.filled(name)})" for name in self.emptied)
        return (
            f"select {scope} as scope, count(*), {counts} from {self.relation.marked} "
            f"where {self.any_filled()} group by scope order by scope"
        )

    def values(self, names: Iterable[str]) -> str:
        """The different texts in these of the cells that are to be emptied."""
        cells = [
            f"case when {self.emptied[name]} then t.{quote(name)} end"
            for name in names
            if name in self.emptied and name in self.relation.texts
        ]
        return (
            f"select distinct value from (select unnest([{', '.join(cells) or 'null'}]) as value "
            f"from {self.relation.marked}) where value is not null and value <> ''"
        )

    def empty(self) -> str:
        """Empty them."""
        cells = ", ".join(
            f"{quote(name)} = case when {why} then null else t.{quote(name)} end"
            for name, why in self.emptied.items()
        )
        return (
            f"update {self.relation.name} as t set {cells} from {MARKS} as m "
            f"where m.marked_row = t.rowid and m.schema_name = {text(self.relation.schema)} "
            f"and m.table_name = {text(self.relation.table)} and ({self.any_filled()})"
        )


def mark_rows(
    relation: Relation, rules: TableRules, person: Person, kept_tables: Collection[str]
) -> str:
    """Note the rows of a landing or history table that are to lose something.

    `kept_tables` are those that have records which stay.
    """
    owners = [(name, table) for name, table in rules.owners if name in relation.types]
    own = _any(person.among(_key(name), table) for name, table in owners)
    stays = [
        f"{_key(name)} in (select row_key from {KEPT} where table_name = {text(table)})"
        for name, table in owners
        if table in kept_tables
    ]
    kept = _any([*stays, *_points(relation, rules.about, person)])
    named = _any(_points(relation, rules.pointers, person))
    return _mark(relation, own, kept, f"{own} or {kept} or {named}")


def rule_cells(relation: Relation, rules: TableRules, person: Person) -> Cells:
    """The cells that a landing or history table's rules empty."""
    found = ((name, list(_reasons(relation, rules, name, person))) for name in relation.types)
    return Cells(relation, {name: _any(why) for name, why in found if why})


def mark_derived(relation: Relation, person: Person) -> str:
    """Note the rows of a table made of landing that tell of the person.

    Its first column is its key: a row whose key is one of the person's is the person's own.
    """
    first = next(iter(relation.types))
    names = ", ".join(f"t.{quote(name)}" for name in relation.texts)
    own = person.among(_ends(first)) if relation.types[first] == "VARCHAR" else "false"
    any_key = f"(select row_key from {OWN} union all select row_key from {KEPT})"
    return (
        f"insert into {MARKS} with cells as (select t.rowid as marked_row, {own} as is_own, "
        f"unnest([{names}]) as cell from {relation.name} as t), "
        f"told as (select *, coalesce(lower(cell) in {any_key}, false) as is_kept from cells) "
        f"select {text(relation.schema)}, {text(relation.table)}, marked_row, "
        "bool_or(is_own), bool_or(is_kept) from told where is_own or is_kept "
        f"or cell in (select value from {VALUES} where is_gone) group by marked_row"
    )


def derived_cells(relation: Relation, person: Person) -> Cells:
    """The cells that lose their values in a table made of landing; it is to be built anew."""
    emptied = {}
    for position, (name, kind) in enumerate(relation.types.items()):
        if kind == "VARCHAR":
            is_key = person.among(_ends(name))
            gone, held = (_is_in(each, f"t.{quote(name)}") for each in (_GONE, _HELD))
            emptied[name] = (
                f"case when m.is_own then not {is_key} "
                f"else {is_key} or {gone} or m.is_kept and {held} end"
            )
        elif kind != "BOOLEAN" and position:
            emptied[name] = "m.is_own"
    return Cells(relation, emptied)


def shared_values(relation: Relation, names: Iterable[str], emptied: Mapping[str, str]) -> str:
    """Those of the person's values that a table's other cells hold."""
    present = [name for name in names if name in relation.texts]
    cells = ", ".join(
        f"case when m.marked_row is not null and {emptied.get(name, 'false')} then null "
        f"else t.{quote(name)} end"
        for name in present
    )
    return (
        f"select distinct value from (select unnest([{cells}]) as value from {relation.name} as t "
        f"left join {MARKS} as m on m.marked_row = t.rowid "
        f"and m.schema_name = {text(relation.schema)} and m.table_name = {text(relation.table)}) "
        f"where value in (select value from {VALUES})"
    )


def kept_keys(relation: Relation, key: str) -> str:
    """The keys of a table's records that stay and lose their personal columns."""
    return f"select distinct {_key(key)} from {relation.marked} where m.is_kept and not m.is_own"


def drop_versions(relation: Relation) -> str:
    """Remove what the person's own rows were before; the last version stays, emptied."""
    return (
        f"delete from {relation.name} where _valid_to is not null and rowid in "
        f"(select marked_row from {MARKS} where schema_name = {text(relation.schema)} "
        f"and table_name = {text(relation.table)} and is_own)"
    )


def forget_states(relation: Relation) -> str:
    """Remove the hashes of what marked rows of a history table held."""
    return (
        f"update {relation.name} set _state = null where rowid in "
        f"(select marked_row from {MARKS} where schema_name = {text(relation.schema)} "
        f"and table_name = {text(relation.table)})"
    )


def _mark(relation: Relation, own: str, kept: str, where: str) -> str:
    return (
        f"insert into {MARKS} select {text(relation.schema)}, {text(relation.table)}, t.rowid, "
        f"{own}, {kept} from {relation.name} as t where {where}"
    )


def _reasons(relation: Relation, rules: TableRules, name: str, person: Person) -> Iterable[str]:
    if name in rules.own_columns:
        yield "m.is_own"
    if name in rules.personal_columns:
        yield "m.is_kept"
    if name in rules.audit_values and rules.audit_fields and AUDITED_FIELD in relation.types:
        fields = ", ".join(text(field) for field in rules.audit_fields)
        yield f"(m.is_kept and coalesce(t.{quote(AUDITED_FIELD)} in ({fields}), false))"
    if name in rules.pointers:
        yield from _points(relation, (name,), person)


def _points(relation: Relation, names: Iterable[str], person: Person) -> list[str]:
    return [person.among(_key(name)) for name in names if relation.types.get(name) == "VARCHAR"]


def _is_in(variable: str, value: str) -> str:
    """Whether a value is in a list; as a subquery, each column's would take memory of its own."""
    return f"coalesce(list_contains(getvariable('{variable}'), {value}), false)"


def _key(name: str) -> str:
    """A key as it is remembered; some are numbers."""
    return f"lower(cast(t.{quote(name)} as varchar))"


def _ends(name: str) -> str:
    """A key as it is, or behind the kind of record that it is of (`contact:…`)."""
    return f"lower(regexp_replace(t.{quote(name)}, '^[a-z]+:', ''))"


def _any(conditions: Iterable[str]) -> str:
    found = [f"coalesce({each}, false)" for each in conditions if each != "false"]
    return f"({' or '.join(found)})" if found else "false"
