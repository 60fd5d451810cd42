"""Rows of the other side that are alike in something and few days apart: counted, nearest listed.

Done by each row's place in the order of days and not by joining what is alike: a hundred thousand
rows of one amount on each side would be ten thousand million pairs.
"""

from __future__ import annotations

from typing import Final

from suitehouse.reconcile.store import ItemStore

# What a caller fills: rows that are alike share a `bucket`; those that `asks` get their neighbours.
GATHERED: Final = 'item, half, bucket, asks, "on", source_id, row_hash, file, line'
_CONTENT: Final = '"on", source_id, row_hash, file, line'
_RANKED: Final = f"""
create or replace table ranked as
    select *, row_number() over (partition by bucket, half order by {_CONTENT}) as place
    from gathered
"""  # noqa: S608 - constants
# Of the other side in the same bucket: `total` within the days, `early` before the first of them,
# `passed` dated before the row itself. Days are added up, not rows: they are few.
_COUNTED: Final = """
create or replace table counted as
    with by_day as (
        select bucket, "on", count(*) filter (where half = 0) as lefts,
            count(*) filter (where half = 1) as rights
        from gathered group by bucket, "on"
    ),
    tallied as (
        select bucket, "on", sum(lefts) over span as near_left, sum(rights) over span as near_right,
            coalesce(sum(lefts) over early, 0) as early_left,
            coalesce(sum(rights) over early, 0) as early_right,
            coalesce(sum(lefts) over passed, 0) as passed_left,
            coalesce(sum(rights) over passed, 0) as passed_right
        from by_day
        window span as (partition by bucket order by "on"
                range between to_days({days}) preceding and to_days({days}) following),
            early as (partition by bucket order by "on"
                range between unbounded preceding and to_days({days} + 1) preceding),
            passed as (partition by bucket order by "on"
                range between unbounded preceding and to_days(1) preceding)
    )
    select item, half, bucket, {content},
        cast(if(half = 0, near_right, near_left) as bigint) as total,
        cast(if(half = 0, early_right, early_left) as bigint) as early,
        cast(if(half = 0, passed_right, passed_left) as bigint) as passed
    from gathered join tallied using (bucket, "on") where asks and total > 0
"""
_NEAR: Final = """
create or replace table near as
    with places as (
        select item, half, bucket, total, unnest(range(
            greatest(early, passed - {nearest}) + 1,
            least(early + total, passed + {nearest}) + 1
        )) as place
        from counted
    )
    select p.item, r.item as other, max(p.total) as total
    from places p join ranked r
        on p.bucket = r.bucket and p.place = r.place and r.half = 1 - p.half
    group by all
"""
_CROWDED: Final = """
delete from counted where item in (select item from counted where total > {most})
"""
_BEYOND: Final = """
delete from counted where item not in (
    select item from counted group by item
    order by max(total), {first_content} limit {rows}
)
"""
_FIRST_CONTENT: Final = ", ".join(f"any_value({column})" for column in _CONTENT.split(", "))


def count_neighbours(store: ItemStore, days: str) -> None:
    """Fill `counted` from `gathered`: a row for each item that asks, and each bucket it is in.

    Args:
        store: Where the tables are.
        days: How far apart neighbours may lie, as SQL.
    """
    store.connection.execute(_COUNTED.format(days=days, content=_CONTENT))


def leave_crowded(store: ItemStore, most: int) -> None:
    """Leave out of `counted` every item that has more neighbours in a bucket than `most`."""
    store.connection.execute(_CROWDED.format(most=most))


def keep_first(store: ItemStore, rows: int) -> None:
    """Keep in `counted` so many items, those with the fewest neighbours first."""
    store.connection.execute(_BEYOND.format(rows=rows, first_content=_FIRST_CONTENT))


def list_neighbours(store: ItemStore, nearest: int) -> None:
    """Fill `near` (`item`, `other`, `total`): so many before, and so many from the day on.

    `total` counts all, listed or not; in several buckets it is the largest count.
    """
    store.connection.execute(_RANKED)
    store.connection.execute(_NEAR.format(nearest=nearest))
