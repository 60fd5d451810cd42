"""The SQL of comparing a landing table with the source, as pure text.

A key of any type, or of several columns, is compared as one text, byte by byte, NULL as itself.
Ranges and parts go by the key in upper case, which is how the server's collations mostly order:
where they do not, rows are in another bucket or part there, and both are compared row by row. Which
keys the server takes for one part is its own matter, so it is asked for parts as it wrote them.
"""

# ruff: noqa: S608 - names are quoted by `quote`, literals by `text`

from __future__ import annotations

from typing import Final

from suitehouse.warehouses._duckdb_sql import INCOMING, landing, quote
from suitehouse.warehouses._sweep_store import Bucket
from suitehouse.warehouses.protocol import DIGEST_COLUMN, LandingTable

BOUNDS: Final = "temp._sweep_bounds"
PARTS: Final = "temp._sweep_parts"
FOUND: Final = "temp._sweep_found"
ROWS: Final = "temp._sweep_rows"
DIFFERENT_PARTS: Final = "temp._sweep_different_parts"
LISTED: Final = "temp._sweep_listed"
WANTED: Final = "temp._sweep_wanted"
GONE: Final = "temp._sweep_gone"
HEALED: Final = "temp._sweep_healed"
LONGEST_PART: Final = 40
PART_ROWS: Final = 64
_GONE_AT_ONCE: Final = 20_000
_NUMBERS: Final = {"BIGINT", "INTEGER"}

LISTS: Final = (
    f"create or replace {DIFFERENT_PARTS.replace('temp.', 'temp table ')} (part varchar)",
    f"create or replace {LISTED.replace('temp.', 'temp table ')} "
    f"(key varchar, source_key varchar, {DIGEST_COLUMN} bigint)",
)


def text(value: str) -> str:
    """Return a text as a literal."""
    return "'" + value.replace("'", "''") + "'"


class KeySql:
    """How one landing table's key is written."""

    def __init__(self, table: LandingTable) -> None:
        self._table = table
        types = {column.name: column.type for column in table.columns}
        self._types = [types[name] for name in table.key]

    @property
    def is_number(self) -> bool:
        """Whether the key is one whole number."""
        return len(self._types) == 1 and self._types[0] in _NUMBERS

    @property
    def is_ranged(self) -> bool:
        """Whether the key has an order that buckets can be cut by."""
        return self.is_number or self._types == ["VARCHAR"]

    def landed(self, side: str = "") -> str:
        """A landing row's key as one text."""
        return _joined([f"{side}{quote(name)}" for name in self._table.key], self._types)

    def incoming(self) -> str:
        """The same of a row of the source, whose values are text."""
        pairs = zip(self._table.key, self._types, strict=True)
        return _joined([f"try_cast({quote(name)} as {kind})" for name, kind in pairs], self._types)

    def source_key(self, side: str = "") -> str:
        """The key as the source may be asked for it; NULL where it has several columns."""
        if len(self._types) > 1:
            return "cast(null as varchar)"
        return f"cast({side}{quote(self._table.key[0])} as varchar)"

    def order(self, *, incoming: bool = False) -> str:
        """What ranges go by."""
        name = quote(self._table.key[0])
        value = f"try_cast({name} as {self._types[0]})" if incoming else name
        return value if self.is_number or self._table.orders_by_case else f"upper({value})"

    def part(self, size: int, *, incoming: bool = False) -> str:
        """The part that a row is in."""
        if not size:
            return "''"
        order = self.order(incoming=incoming)
        return f"cast({order} // {size} as varchar)" if self.is_number else f"left({order}, {size})"

    def of_source(self, column: str) -> str:
        """A part that the server wrote, as landing has it."""
        has_case = self.is_ranged and not self.is_number and not self._table.orders_by_case
        return f"upper({column})" if has_case else column


def _joined(values: list[str], kinds: list[str]) -> str:
    texts = [
        value if kind == "VARCHAR" else f"cast({value} as varchar)"
        for value, kind in zip(values, kinds, strict=True)
    ]
    if len(texts) == 1:
        return texts[0]
    return "concat_ws(chr(31), " + ", ".join(f"coalesce({each}, chr(30))" for each in texts) + ")"


def live(table: LandingTable) -> str:
    """Return the rows that are no tombstones, as a FROM item."""
    return f"(from {landing(table)} where _removed_at is null)"


def prefix_counts(table: LandingTable, size: int, before: int) -> str:
    """Return the query for rows by prefix, where a shorter one is in the table of bounds."""
    order = KeySql(table).order()
    among = f" where left({order}, {before}) in (select lower from {BOUNDS})" if before else ""
    return f"select left({order}, {size}) as prefix, count(*) from {live(table)}{among} group by 1"


def number_cuts(table: LandingTable, buckets: int) -> str:
    """Return the query for numbers that cut the keys evenly, and their span."""
    order = KeySql(table).order()
    shares = ", ".join(f"{place / buckets:.9f}" for place in range(1, buckets))
    return f"select approx_quantile({order}, [{shares}]) from {live(table)}"


def number_span(table: LandingTable) -> str:
    """Return the query for how far apart the least and the greatest key are."""
    order = KeySql(table).order()
    return f"select coalesce(max({order}) - min({order}), 0) from {live(table)}"


def prefixes(table: LandingTable, size: int) -> str:
    """Return the query for about how many prefixes of a length there are."""
    return f"select approx_count_distinct(left({KeySql(table).order()}, {size})) from {live(table)}"


def make_bounds(table: LandingTable) -> str:
    """Return the statement that makes the table of bounds, with an order like the key's."""
    kind = "bigint" if KeySql(table).is_number else "varchar"
    return f"create or replace temp table _sweep_bounds (number integer, lower {kind})"


def lay_out(table: LandingTable, size: int) -> str:
    """Return the statement that counts live rows and their digests by bucket and part."""
    key = KeySql(table)
    part = key.part(size)
    counted = (
        f"select {part} as part, count(*) as row_count, bit_xor({DIGEST_COLUMN}) as digests "
        f"from {live(table)} group by 1"
    )
    place = f"cast(part as bigint) * {size}" if key.is_number else "part"
    if not size:
        return (
            f"create or replace temp table _sweep_parts as select 0 as bucket, * from ({counted})"
        )
    return (
        f"create or replace temp table _sweep_parts as with counted as ({counted}) "
        f"select coalesce(b.number, 0) as bucket, c.* from counted as c "
        f"asof left join {BOUNDS} as b on {place} >= b.lower order by bucket"
    )


def bucket_rows() -> str:
    """Return the query for each bucket's live rows."""
    return f"select bucket, cast(sum(row_count) as bigint) from {PARTS} group by 1"


def find_parts(table: LandingTable) -> str:
    """Return the statement that keeps what the server counted, by part as landing has them."""
    return (
        f"create or replace temp table _sweep_found as "
        f"select {KeySql(table).of_source('part')} as part, "
        f"cast(sum(cast(row_count as bigint)) as bigint) as row_count, "
        f"bit_xor(digests) as digests, list(part) as spellings "
        f"from {INCOMING} where cast(row_count as bigint) > 0 "
        "group by 1"
    )


def stage_rows(table: LandingTable, size: int) -> str:
    """Return the statement that keeps the keys and digests that were read of a bucket."""
    key = KeySql(table)
    part = key.part(size, incoming=True)
    return (
        f"create or replace temp table _sweep_rows as select {part} as part, "
        f"{key.incoming()} as key, {key.source_key()} as source_key, {DIGEST_COLUMN} "
        f"from {INCOMING}"
    )


def count_parts() -> str:
    """Return the statement that counts the kept rows by part."""
    return (
        "create or replace temp table _sweep_found as select part, count(*) as row_count, "
        f"bit_xor({DIGEST_COLUMN}) as digests, [part] as spellings from {ROWS} group by 1"
    )


def different_parts(bucket: Bucket) -> str:
    """Return the query for the parts of a bucket that are not alike, as each side spells them."""
    return (
        f"with here as (select part, row_count, digests from {PARTS} "
        f"where bucket = {bucket.number}) "
        "select coalesce(f.part, h.part) as part, f.spellings "
        f"from {FOUND} as f full join here as h on f.part is not distinct from h.part "
        "where f.row_count is distinct from h.row_count or f.digests is distinct from h.digests"
    )


def keep_different(bucket: Bucket) -> str:
    """Return the statement that keeps the parts that differ, to compare landing's rows of them."""
    return f"insert into {DIFFERENT_PARTS} select part from ({different_parts(bucket)})"


def list_staged() -> str:
    """Return the statement that lists the kept rows of parts that differ."""
    return (
        f"insert into {LISTED} select key, source_key, {DIGEST_COLUMN} from {ROWS} as r "
        f"where exists (select 1 from {DIFFERENT_PARTS} as d where d.part is not distinct from "
        "r.part)"
    )


def list_incoming(table: LandingTable) -> str:
    """Return the statement that lists rows of parts that differ."""
    key = KeySql(table)
    return (
        f"insert into {LISTED} select {key.incoming()}, {key.source_key()}, {DIGEST_COLUMN} "
        f"from {INCOMING}"
    )


def find_wanted(table: LandingTable) -> str:
    """Return the statement that finds the listed rows that landing lacks, or has otherwise.

    Where the source repeats a key, one of its rows is enough. A key that landing has twice is
    wanted too.
    """
    key = KeySql(table)
    stamp = f"l.{quote(table.cursor)}" if table.cursor else "cast(null as timestamp)"
    is_live = "l.rowid is not null and l._removed_at is null"
    return f"""
        create or replace temp table _sweep_wanted as
        with matched as (
            select s.key, s.source_key, l.rowid as landing_row, {stamp} as stamp,
                {is_live} as is_live,
                {is_live} and l.{DIGEST_COLUMN} = s.{DIGEST_COLUMN} as is_alike
            from {LISTED} as s
            left join {landing(table)} as l on {key.landed("l.")} is not distinct from s.key
        )
        select key, any_value(source_key) as source_key,
            count(distinct landing_row) filter (where is_live) as live_rows,
            count(landing_row) filter (where not is_live) as tombstones,
            max(stamp) filter (where is_live) as stamp, false as is_due
        from matched
        group by key
        having not coalesce(bool_or(is_alike), false) or live_rows > 1"""


def find_gone(table: LandingTable, size: int) -> str:
    """Return the statement that finds landing's rows, of parts that differ, that are not listed."""
    key = KeySql(table)
    is_live = "not coalesce(deleted, false)" if table.has_soft_delete else "true"
    return f"""
        create or replace temp table _sweep_gone as
        with here as (
            select {key.landed()} as key, {key.source_key()} as source_key, rowid as landing_row,
                {is_live} as is_live, {key.part(size)} as part
            from {landing(table)} where _removed_at is null
        )
        select key, source_key, landing_row, is_live
        from here as h
        where exists (select 1 from {DIFFERENT_PARTS} as d where d.part is not distinct from h.part)
        and not exists (select 1 from {LISTED} as s where s.key is not distinct from h.key)"""


def keep_gone(table: LandingTable) -> str:
    """Return the statement that takes the keys that were found off the gone."""
    return (
        f"delete from {GONE} as g using (select {KeySql(table).incoming()} as key from {INCOMING}) "
        "as f where g.key is not distinct from f.key"
    )


def gone_after(landing_row: int) -> str:
    """Return the query for the next of the gone, in landing's order, and their keys."""
    return (
        f"select landing_row, source_key from {GONE} where landing_row > {landing_row} "
        f"order by landing_row limit {_GONE_AT_ONCE}"
    )


def note_due(table: LandingTable) -> str:
    """Return the statement that marks wanted rows that the next pass would find."""
    return (
        f"update {WANTED} as w set is_due = true from (select distinct "
        f"{KeySql(table).incoming()} as key from {INCOMING}) as f "
        "where w.key is not distinct from f.key"
    )


def sample(table: LandingTable, rows: int) -> str:
    """Return the query for some live rows' keys."""
    is_live = "not coalesce(deleted, false)" if table.has_soft_delete else "true"
    return (
        f"select {KeySql(table).source_key()} from {live(table)} where {is_live} "
        f"using sample reservoir({rows} rows)"
    )


def forget_doubled(table: LandingTable) -> str:
    """Return the statement that makes keys that landing has twice unlike any row of the source."""
    return (
        f"update {landing(table)} as l set {DIGEST_COLUMN} = null from {WANTED} as w "
        f"where w.live_rows > 1 and {KeySql(table).landed('l.')} is not distinct from w.key"
    )


COUNT_FOUND: Final = f"select cast(coalesce(sum(row_count), 0) as bigint) from {FOUND}"
COUNT_WANTED: Final = (
    f"select count(*) filter (where live_rows = 0), count(*) filter (where live_rows > 0) "
    f"from {WANTED}"
)
WANTED_KEYS: Final = f"select source_key from {WANTED}"
COUNT_REASONS: Final = f"select reason, count(*) from {HEALED} group by 1"
