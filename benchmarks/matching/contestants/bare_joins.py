"""The bare joins of the same three passes in DuckDB: no period, breaks, proof or sentences."""

from __future__ import annotations

import sys

import duckdb

_BOOKS = """
create table l as from read_parquet('{folder}/left.parquet');
create table r as from read_parquet('{folder}/right.parquet');
create table pairs (l integer, r integer, pass varchar);
"""
_ALONE = """
insert into pairs
    with once_l as (
        select {key}, min(item) as item from l where item not in (select l from pairs)
        group by {key} having count(*) = 1
    ),
    once_r as (
        select {key}, min(item) as item from r where item not in (select r from pairs)
        group by {key} having count(*) = 1
    )
    select once_l.item, once_r.item, '{key}' from once_l join once_r using ({key})
"""
_SUMS = """
insert into pairs
    with sums as (
        select normal, sum(amount) as amount from r where item not in (select r from pairs)
        group by normal having count(*) > 1
    ),
    fitting as (
        select l.item, l.normal from l join sums using (normal)
        where l.amount = sums.amount and l.item not in (select l from pairs)
    )
    select fitting.item, r.item, 'sum' from fitting join r using (normal)
"""


def main(folder: str) -> None:
    """Join and print how many groups were found."""
    with duckdb.connect() as connection:
        connection.execute("set threads = 2")
        connection.execute(_BOOKS.format(folder=folder))
        for key in ("reference", "normal"):
            connection.execute(_ALONE.format(key=key))
        connection.execute(_SUMS)
        print(connection.execute("select count(distinct l) from pairs").fetchall()[0][0])


if __name__ == "__main__":
    main(*sys.argv[1:])
