"""The SQL for tables without a key: rows are told apart by their digests, and alike ones counted.

A row that changed is one that came and another that is gone; of rows that are alike in every value
landing has as many as the source.
"""

# ruff: noqa: S608 - names are quoted, the literals are our own

from __future__ import annotations

from suitehouse.warehouses._duckdb_sql import INCOMING, STAGE, landing
from suitehouse.warehouses.protocol import DIGEST_COLUMN, LandingTable


def count_fresh(table: LandingTable) -> str:
    """Return the query for how many staged rows landing lacks."""
    return f"select count(*) from ({_fresh(table)})"


def keep_fresh(table: LandingTable) -> str:
    """Return the statement that unstages rows that landing has."""
    return f"delete from {STAGE} where rowid not in ({_fresh(table)})"


def find_gone(table: LandingTable) -> str:
    """Return the statement that lists live landing rows that the stage, a whole table, lacks."""
    is_live = "not coalesce(deleted, false)" if table.has_soft_delete else "true"
    return f"""
        create or replace temp table _gone as
        with staged as (select {DIGEST_COLUMN}, count(*) as copies from {STAGE} group by all),
        landed as (
            select rowid as landing_row, {is_live} as is_live, {DIGEST_COLUMN},
                row_number() over (partition by {DIGEST_COLUMN} order by rowid) as copy
            from {landing(table)} where _removed_at is null
        )
        select landing_row, is_live
        from landed left join staged using ({DIGEST_COLUMN})
        where copy > coalesce(copies, 0)"""


def stage_digests() -> str:
    """Return the statement that stages the source's digests."""
    return f"create or replace temp table _stage as select {DIGEST_COLUMN} from {INCOMING}"


def difference(table: LandingTable) -> str:
    """Return the query for how many staged rows landing lacks, and how many it has beyond them."""
    return f"""
        with staged as (select {DIGEST_COLUMN}, count(*) as copies from {STAGE} group by all),
        landed as ({_landed(table)}),
        compared as (
            select coalesce(s.copies, 0) as there, coalesce(l.copies, 0) as here
            from staged as s full join landed as l using ({DIGEST_COLUMN})
        )
        select
            cast(coalesce(sum(greatest(there - here, 0)), 0) as bigint),
            cast(coalesce(sum(greatest(here - there, 0)), 0) as bigint)
        from compared"""


def _landed(table: LandingTable) -> str:
    return (
        f"select {DIGEST_COLUMN}, count(*) as copies from {landing(table)} "
        "where _removed_at is null group by all"
    )


def _fresh(table: LandingTable) -> str:
    return f"""
        select stage_row from (
            select rowid as stage_row, {DIGEST_COLUMN},
                row_number() over (partition by {DIGEST_COLUMN} order by rowid) as copy
            from {STAGE}
        ) left join ({_landed(table)}) using ({DIGEST_COLUMN})
        where copy > coalesce(copies, 0)"""
