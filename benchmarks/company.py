"""All the other tables of SuiteCRM beside the contacts: `python -m benchmarks.company URL`.

Eight tables are large, so that there are three times as many rows as contacts; of every other one
there are 200 rows, or as many as fill a page or two. Values are of the columns' types and no more.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from functools import partial

import polars as pl

from benchmarks.contacts import CHUNK_ROWS
from benchmarks.draw import Draw
from benchmarks.peer import WITH_ZERO_DATES
from suitehouse.contracts.model import Column, TableContract, load_contracts
from suitehouse.demo.connection import Connection, connect
from suitehouse.demo.loading import load_frame
from suitehouse.demo.schema import create_tables

# Rows of each large table for a hundred contacts: with the contacts, 300.
SHARES = {
    "accounts": 10,
    "accounts_contacts": 50,
    "calls": 15,
    "contacts_audit": 40,
    "email_addr_bean_rel": 35,
    "email_addresses": 35,
    "meetings": 10,
    "opportunities": 5,
}
SMALL_ROWS = 200
_SEED = 20_160_102
_DAYS = 3_650
_WORDS = ("Planned", "Held", "Not Held", "New", "Closed Won", "Prospecting", "Customer", "")


def fill(connection: Connection, contacts: int) -> None:
    """Make every table of the contracts that is not there, and fill all but the contacts."""
    contracts = load_contracts()
    present = _tables(connection)
    create_tables(connection, {n: c for n, c in contracts.items() if n not in present})
    for place, (name, contract) in enumerate(contracts.items()):
        if name != "contacts":
            rows = contacts * SHARES[name] // 100 if name in SHARES else SMALL_ROWS
            for chunk in made_up(contract, rows, place):
                load_frame(connection, name, chunk)


def made_up(contract: TableContract, rows: int, place: int) -> Iterator[pl.DataFrame]:
    """Yield a table's rows in chunks; `place` tells tables apart."""
    for position in range(0, rows, CHUNK_ROWS):
        draw = Draw(min(CHUNK_ROWS, rows - position), (_SEED, place, position))
        yield pl.DataFrame(
            {
                column.name: _values(draw, column, position, is_key=column.name in contract.key)
                for column in contract.columns
            }
        )


def _values(draw: Draw, column: Column, position: int, *, is_key: bool) -> pl.Series:
    if is_key and column.base_type == "int":
        return pl.Series(range(position + 1, position + 1 + draw.rows)).cast(pl.String)
    if is_key or column.type == "char(36)":
        return draw.ids()
    if column.privacy_class == "email":
        return "p" + draw.digits(7) + "@mail" + draw.digits(2) + ".example"
    return _MADE.get(column.base_type, _word)(draw)


def _word(draw: Draw) -> pl.Series:
    return draw.pick(_WORDS)


def _moment(draw: Draw) -> pl.Series:
    return draw.moments("2016-01-01", _DAYS)


def _day(draw: Draw) -> pl.Series:
    return draw.dates("2016-01-01", _DAYS)


def _number(draw: Draw, below: int) -> pl.Series:
    return draw.numbers(below).cast(pl.String)


_MADE: dict[str, Callable[[Draw], pl.Series]] = {
    "datetime": _moment,
    "timestamp": _moment,
    "date": _day,
    "time": lambda draw: pl.Series(["12:30:00"] * draw.rows),
    "tinyint": partial(_number, below=2),
    **dict.fromkeys(("smallint", "mediumint", "int", "bigint"), partial(_number, below=1_000)),
    **dict.fromkeys(("decimal", "double", "float"), partial(_number, below=100)),
    **dict.fromkeys(("char", "varchar"), lambda draw: draw.pick(_WORDS).str.slice(0, 3)),
}


def _tables(connection: Connection) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("show tables")
        return {str(name) for (name,) in cursor.fetchall()}


def main(url: str) -> None:
    """Fill the database that has the zero dates."""
    with connect(url) as connection:
        connection.select_db(WITH_ZERO_DATES)
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from contacts")
            ((contacts,),) = cursor.fetchall()
        fill(connection, int(contacts))


if __name__ == "__main__":
    main(sys.argv[1])
