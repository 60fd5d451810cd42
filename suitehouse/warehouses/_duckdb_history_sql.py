"""The SQL of `history` tables, as pure text.

A version is a row of landing with the range in which it held: `_valid_from` included, `_valid_to`
excluded and NULL while it lasts; `_state` is a hash of what makes it another version than the one
before, so that a load need not read all columns of all versions.

`_touched` are the landing rows of one load, `_latest` the end of each one's versions so far,
`_version` what becomes of them. Each carries on what the next one asks of a row, since a join with
all rows of landing or history again would want memory that grows with the table.
"""

# ruff: noqa: S608 - names are quoted by `quote`, literals by `text` and `moment`

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import ClassVar, Final

from suitehouse.contracts.shape import LandingColumn
from suitehouse.warehouses._duckdb_sql import key_columns, landing, quote, same_key
from suitehouse.warehouses.protocol import LandingTable

TOUCHED: Final = "temp._touched"
LATEST: Final = "temp._latest"
VERSION: Final = "temp._version"
OWN: Final = (
    LandingColumn("_valid_from", "TIMESTAMP"),
    LandingColumn("_valid_to", "TIMESTAMP"),
    LandingColumn("_state", "UBIGINT"),
)
DROP: Final = tuple(f"drop table {name}" for name in (TOUCHED, LATEST, VERSION))
LIVE: Final = "_removed_at is null"
# The shortest range there is: a state that follows within one moment of the source's clock.
NEXT: Final = "interval 1 microsecond"

# Both schemas, since a landing column may have a wider type than its contract asks for.
COLUMNS: Final = """
    select schema_name, table_name, column_name, data_type
    from duckdb_columns()
    where database_name = current_database() and schema_name in ('history', 'landing')
"""
_TOKEN: Final = "[a-z_]+:[0-9a-f]{8}:[0-9a-f]{32}"  # noqa: S105 - its shape


class HistorySql:
    """Writes the statements about one table's history."""

    # Of landing's row ids: what is found of so many rows stays within what DuckDB may take.
    rows_at_once: ClassVar[int] = 1_000_000

    def __init__(self, table: LandingTable) -> None:
        self._table = table
        self._types = {column.name: column.type for column in table.columns}
        quiet = table.history.quiet if table.history else ()
        self.versioned = tuple(name for name in self._types if name not in quiet)
        self.name = f"history.{quote(table.name)}"

    @property
    def columns(self) -> tuple[LandingColumn, ...]:
        """The columns of landing, then our own."""
        return (*self._table.columns, *OWN)

    def create(self) -> str:
        """Make the table."""
        columns = ", ".join(f"{quote(each.name)} {each.type}" for each in self.columns)
        return f"create table {self.name} ({columns})"

    def add_column(self, column: LandingColumn) -> str:
        """Add a column, NULL in all versions."""
        return f"alter table {self.name} add column {quote(column.name)} {column.type}"

    def change_type(self, column: LandingColumn) -> str:
        """Give a column another type; values that don't fit become NULL."""
        name = quote(column.name)
        return (
            f"alter table {self.name} alter column {name} "
            f"set data type {column.type} using try_cast({name} as {column.type})"
        )

    def drop_column(self, name: str) -> str:
        """Remove a column that may no longer land, with the values of all versions."""
        return f"alter table {self.name} drop column {quote(name)}"

    def empty_columns(self, names: Collection[str], where: str) -> str:
        """Forget what some columns held in some versions."""
        emptied = ", ".join(f"{quote(name)} = null" for name in sorted(names))
        is_filled = " or ".join(f"{quote(name)} is not null" for name in sorted(names))
        return f"update {self.name} set {emptied} where ({where}) and ({is_filled})"

    def empty_withheld(self, name: str, written: str) -> str:
        """Forget what ended versions show of a value that these landing rows have as a token."""
        column = quote(name)
        return (
            f"update {self.name} as h set {column} = null from {landing(self._table)} as l "
            f"where {written} and {same_key(self._table, 'h.', 'l.')} "
            f"and regexp_full_match(l.{column}, '{_TOKEN}') and h._valid_to is not null "
            f"and h.{column} is not null and not regexp_full_match(h.{column}, '{_TOKEN}')"
        )

    def count(self) -> str:
        """How many versions and how many rows of landing there are."""
        return (
            f"select (select count(*) from {self.name}), "
            f"(select count(*) from {landing(self._table)})"
        )

    def count_values(self, names: Sequence[str]) -> str:
        """How many open versions have a value of each of these columns."""
        counts = ", ".join(f"count({quote(name)})" for name in names)
        return f"select {counts} from {self.name} where _valid_to is null"

    def forget(self) -> str:
        """Remove every version."""
        return f"delete from {self.name}"

    def close_all(self, clock: str) -> str:
        """End every range that is open."""
        return (
            f"update {self.name} set _valid_to = greatest({clock}, _valid_from + {NEXT}) "
            "where _valid_to is null"
        )

    def begin(self, clock: str, where: str) -> str:
        """Open a version for landing rows whose keys have none."""
        stamp = self.stamp("")
        return (
            f"insert into {self.name} ({self._names()}) "
            f"select {self._names(with_own=False)}, "
            f"case when {stamp} <= {clock} then {stamp} else {clock} end, null, {self.state('')} "
            f"from {landing(self._table)} where {where}"
        )

    def count_touched(self, where: str) -> str:
        """How many rows of landing a condition holds for, and between which row ids they lie."""
        return (
            f"select count(*), coalesce(min(rowid), 0), coalesce(max(rowid), 0) "
            f"from {landing(self._table)} where {where}"
        )

    def find_parts(self, where: str) -> str:
        """List the parts, by number, in which rows of a condition lie."""
        return (
            f"select distinct rowid // {self.rows_at_once} as part "
            f"from {landing(self._table)} where {where} order by part"
        )

    def find_touched(self, where: str, rows: range) -> str:
        """List landing rows of which versions have to be looked at, of a range of row ids."""
        return (
            "create or replace temp table _touched as "
            f"select rowid as landing_row, {key_columns(self._table)}, {LIVE} as is_live, "
            f"{self.state('')} as state, {self.stamp('')} as stamp "
            f"from {landing(self._table)} where {where} "
            f"and rowid >= {rows.start} and rowid < {rows.stop}"
        )

    def find_latest(self) -> str:
        """Find where the versions of touched rows have got to, and which of them is open."""
        is_same = same_key(self._table, "t.", "h.")
        is_open = "filter (where h._valid_to is null)"
        return (
            "create or replace temp table _latest as "
            "select t.landing_row, any_value(t.is_live) as is_live, "
            "any_value(t.state) as state, any_value(t.stamp) as stamp, "
            f"max(coalesce(h._valid_to, h._valid_from + {NEXT})) as until, "
            f"max(h.rowid) {is_open} as open_row, max(h._state) {is_open} as open_state, "
            f"max({self.stamp('h.')}) {is_open} as open_stamp "
            f"from {TOUCHED} as t left join {self.name} as h on {is_same} group by t.landing_row"
        )

    def find_versions(self, clock: str, compared: Collection[str] | None = None) -> str:
        """Find which touched rows are not as their open versions, and since when.

        They are compared by `compared` columns, or by the hash of their state.
        A row's stamp tells when it changed where it moved on from that of the version before, and
        lies neither before its end nor after the source's clock.
        """
        differs, beside = "e.open_state is distinct from e.state", ""
        if compared is not None:
            differs = " or ".join(
                f"l.{quote(name)} is distinct from h.{quote(name)}" for name in sorted(compared)
            )
            beside = (
                f" join {landing(self._table)} as l on l.rowid = e.landing_row "
                f"left join {self.name} as h on h.rowid = e.open_row"
            )
        return (
            "create or replace temp table _version as "
            "select e.landing_row, e.open_row, e.is_live, "
            f"case when e.is_live and e.stamp <= {clock} and coalesce(e.stamp >= e.until, true) "
            "and coalesce(e.stamp > e.open_stamp, true) then e.stamp "
            f"else greatest({clock}, e.until) end as since, "
            f"not e.is_live or e.open_row is null or {differs or 'false'} as is_over "
            f"from {LATEST} as e{beside}"
        )

    def close(self) -> str:
        """End the open versions of rows that changed or are gone."""
        return (
            f"update {self.name} as h set _valid_to = v.since from {VERSION} as v "
            "where h.rowid = v.open_row and v.is_over"
        )

    def write_over(self, columns: Collection[str], where: str) -> str:
        """Bring columns that make no version up to date in the open versions of other rows.

        `where` holds for all touched rows: it says how few rows of landing are meant.
        """
        written = ", ".join(f"{quote(name)} = l.{quote(name)}" for name in sorted(columns))
        return (
            f"update {self.name} as h set {written} from {VERSION} as v "
            f"join {landing(self._table)} as l on l.rowid = v.landing_row "
            f"where h.rowid = v.open_row and not v.is_over and {where}"
        )

    def open(self, where: str) -> str:
        """Open the versions of rows that are new, changed or back."""
        values = ", ".join(f"l.{quote(column.name)}" for column in self._table.columns)
        return (
            f"insert into {self.name} ({self._names()}) "
            f"select {values}, v.since, null, {self.state('l.')} "
            f"from {VERSION} as v join {landing(self._table)} as l on l.rowid = v.landing_row "
            f"where v.is_live and v.is_over and {where}"
        )

    def hash_again(self, where: str = "true") -> str:
        """Hash the states of open versions as they are now."""
        return (
            f"update {self.name} as h set _state = {self.state('l.')} "
            f"from {landing(self._table)} as l "
            f"where h._valid_to is null and {same_key(self._table, 'l.', 'h.')} and {where}"
        )

    def state(self, side: str) -> str:
        """Hash what makes a landing row another version; columns are cast there alone."""
        columns = ", ".join(f"{side}{quote(name)}" for name in self.versioned)
        return f"hash({columns})"

    def stamp(self, side: str) -> str:
        """Read a row's own stamp; NULL where the table has none."""
        cursor = self._table.cursor
        if cursor is None:
            return "cast(null as timestamp)"
        value = f"{side}{quote(cursor)}"
        is_moment = self._types[cursor] == "TIMESTAMP"
        return value if is_moment else f"try_cast({value} as timestamp)"

    def _names(self, *, with_own: bool = True) -> str:
        columns = self.columns if with_own else self._table.columns
        return ", ".join(quote(column.name) for column in columns)
