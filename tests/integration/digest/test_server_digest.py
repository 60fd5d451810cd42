"""The server's digest of a row is ours, whatever the row: by hypothesis, on a real MariaDB."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from operator import mul
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from suitehouse.source.catalogue import SourceTable
from suitehouse.source.digest import Digester, from_server
from suitehouse.source.quoting import quote
from suitehouse.source.reader import Query
from suitehouse.source.server_digest import digest_expression
from suitehouse.source.snapshot import open_snapshot

pytestmark = pytest.mark.integration

# Every type of SuiteCRM's columns, in every charset its upgrades leave, and what else may occur.
COLUMNS = {
    "id": "int not null auto_increment primary key",
    "flag": "tinyint(1)",
    "small": "smallint",
    "number": "int(11)",
    "padded": "int(8) zerofill",
    "large": "bigint(20) unsigned",
    "ratio": "double",
    "scaled": "double(12,3)",
    "single": "float",
    "money": "decimal(26,6)",
    "rate": "decimal(18,2)",
    "day": "date",
    "moment": "datetime",
    "fine": "datetime(6)",
    "stamp": "timestamp null",
    "hour": "time",
    "calendar": "year",
    "bits": "bit(12)",
    "code": "char(36)",
    "short": "varchar(20)",
    "name": "varchar(255)",
    "wide": "varchar(8000)",
    "story": "text",
    "novel": "longtext",
    "choice": "enum('in','out','ä')",
    "several": "set('a','b','ü')",
    "raw": "varbinary(300)",
    "blob_": "blob",
    "three": "varchar(255) character set utf8mb3",
    "three_text": "text character set utf8mb3",
    "exact": "varchar(100) collate utf8mb4_bin",
    "western": "varchar(255) character set latin1",
    "western_code": "char(10) character set latin1",
    "western_text": "text character set latin1",
    "plain": "varchar(40) character set ascii",
}
KEY = Digester(b"k" * 32, "zoo", "shape")
LENGTHS = (0, 1, 249, 250, 251, 252, 255, 65_534, 65_535, 65_536, 70_000)


def text(most: int, *, widest: int = 0x10FFFF) -> st.SearchStrategy[str]:
    """Text of at most so many characters, often of a length or content that breaks encodings."""
    odd = [
        *("", " ", "NULL", "\\", "\\0", "a\nb", "nul\x00byte", "'\"", "%_", "é", "0", "\x1a"),
        *([] if widest < 0x10FFFF else ["🚀", "👩‍👩‍👧", "\U0001d518"]),
        *([] if widest < 0xFFFF else ["東京", "ß", "\ufffd"]),
    ]
    characters = st.characters(max_codepoint=widest, exclude_categories=["Cs"])
    lengths = [length for length in LENGTHS if length <= most]
    long = st.builds(
        lambda character, length: (character * length)[:most],
        st.sampled_from(["x", "é"] if widest >= 0xE9 else ["x"]),
        st.sampled_from(lengths),
    )
    return st.one_of(st.sampled_from(odd), st.text(characters, max_size=min(most, 12)), long)


def western(most: int) -> st.SearchStrategy[str]:
    """Text that MySQL's latin1, which is Windows' code page 1252, can hold."""
    letters = st.sampled_from("aé€ÿ \x00ü'")
    return st.one_of(st.text(letters, max_size=10), text(most, widest=0x7F))


VALUES: dict[str, st.SearchStrategy[Any]] = {
    "flag": st.integers(-128, 127),
    "small": st.integers(-32_768, 32_767),
    "number": st.integers(-(2**31), 2**31 - 1),
    "padded": st.integers(0, 2**32 - 1),
    "large": st.integers(0, 2**64 - 1),
    "ratio": st.floats(allow_nan=False, allow_infinity=False),
    "scaled": st.floats(-99_999_999, 99_999_999),
    "single": st.floats(allow_nan=False, allow_infinity=False, width=32),
    "money": st.decimals("-1e19", "1e19", places=6),
    "rate": st.decimals("-1e15", "1e15", places=2),
    "day": st.sampled_from(["0000-00-00", "1000-01-01", "2024-02-29", "2024-00-10", "9999-12-31"]),
    "moment": st.sampled_from(["0000-00-00 00:00:00", "2026-11-25 07:00:01", "0001-01-01"]),
    "fine": st.sampled_from(["2026-11-25 07:00:01.000001", "2026-11-25 07:00:01", "0000-00-00"]),
    "stamp": st.sampled_from(["1970-01-01 00:00:01", "2026-03-29 01:30:00"]),
    "hour": st.sampled_from(["-838:59:59", "00:00:00", "-01:00:00", "100:00:00", "23:59:59"]),
    "calendar": st.sampled_from([0, 1901, 2155]),
    "bits": st.integers(0, 2**12 - 1),
    "code": text(36),
    "short": text(20),
    "name": text(255),
    "wide": text(8000),
    "story": text(65_535, widest=0x7F) | text(20_000),
    "novel": text(70_000),
    "choice": st.sampled_from(["in", "out", "ä", ""]),
    "several": st.sampled_from(["", "a", "a,b", "a,b,ü"]),
    "raw": st.binary(max_size=300),
    "blob_": st.binary(max_size=400) | st.builds(mul, st.just(b"\xff"), st.just(65_535)),
    "three": text(255, widest=0xFFFF),
    "three_text": text(20_000, widest=0xFFFF),
    "exact": text(100),
    "western": western(255),
    "western_code": western(10),
    "western_text": western(65_535),
    "plain": text(40, widest=0x7F),
}
ROWS = st.fixed_dictionaries({name: st.none() | values for name, values in VALUES.items()})


@dataclass(slots=True)
class Zoo:
    """A table with a column of each type."""

    url: str
    connection: Any

    def put(self, rows: list[dict[str, Any]]) -> None:
        """Replace the table's rows."""
        names = list(VALUES)
        columns, marks = ", ".join(map(quote, names)), ", ".join(["%s"] * len(names))
        statement = f"insert into zoo ({columns}) values ({marks})"
        with self.connection.cursor() as cursor:
            cursor.execute("truncate table zoo")
            for row in rows:
                cursor.execute(statement, [row[name] for name in names])

    def digests(self) -> tuple[dict[str, int], dict[str, int]]:
        """Return our digests and the server's by id."""
        with open_snapshot(self.url) as snapshot:
            table: SourceTable = snapshot.catalogue["zoo"]
            columns = [column for name in COLUMNS if (column := table.column(name))]
            names = ", ".join(map(quote, COLUMNS))
            read = Query("zoo", f"select {names} from zoo", tuple(COLUMNS))
            sql = f"select id, {digest_expression(KEY.key, columns)} from zoo"
            ours: dict[str, int] = {}
            servers: dict[str, int] = {}
            for batch in snapshot.read(read):
                keys = batch.columns.column("id").to_pylist()
                ours |= dict(zip(keys, KEY.digests(batch.raw_rows).to_list(), strict=True))
            for batch in snapshot.read(Query("zoo", sql, ("id", "digest"))):
                keys = batch.columns.column("id").to_pylist()
                found = from_server(batch.columns.column("digest")).to_pylist()
                servers |= dict(zip(keys, found, strict=True))
        return ours, servers


@pytest.fixture(scope="module")
def zoo(mariadb: Any) -> Iterator[Zoo]:
    """An empty table of all types, in a database that passes for SuiteCRM's."""
    url = mariadb.fresh_database()
    columns = ", ".join(f"{quote(name)} {kind}" for name, kind in COLUMNS.items())
    with mariadb.connect(url) as connection:
        with connection.cursor() as cursor:
            cursor.execute("set session sql_mode = 'ALLOW_INVALID_DATES', time_zone = '+00:00'")
            cursor.execute("set session max_statement_time = 60")
            for table in ("accounts", "contacts", "users"):
                cursor.execute(f"create table {table} (id char(36) primary key)")
            cursor.execute(f"create table zoo ({columns}) character set utf8mb4 row_format=dynamic")
        yield Zoo(url, connection)


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(rows=st.lists(ROWS, min_size=1, max_size=6))
@example(rows=[dict.fromkeys(VALUES)])
def test_the_servers_digest_of_every_row_is_ours(zoo: Zoo, rows: list[dict[str, Any]]) -> None:
    zoo.put(rows)

    ours, servers = zoo.digests()

    assert len(ours) == len(rows)
    assert servers == ours


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("column", ["novel", "story", "wide", "name", "western_text", "blob_"])
def test_lengths_are_written_as_the_protocol_writes_them(
    zoo: Zoo, column: str, length: int
) -> None:
    most = {"novel": 70_000, "wide": 8000, "name": 255}.get(column, 65_535)
    filler = "é" if column == "western_text" else "x"
    zoo.put([{**dict.fromkeys(VALUES), column: filler * min(length, most)}])

    ours, servers = zoo.digests()

    assert servers == ours


@pytest.mark.parametrize("column", sorted(VALUES))
def test_a_value_that_changes_changes_both_digests_alike(zoo: Zoo, column: str) -> None:
    other = 7 if column in {"flag", "small", "number", "padded", "large", "bits"} else None
    value = {
        "day": "2026-01-02",
        "moment": "2026-01-02 03:04:05",
        "fine": "2026-01-02 03:04:05.5",
        "stamp": "2026-01-02 03:04:05",
        "hour": "01:02:03",
        "calendar": 2020,
        "choice": "out",
        "several": "a,b",
    }.get(column, other if other is not None else "12.5")
    zoo.put([dict.fromkeys(VALUES), {**dict.fromkeys(VALUES), column: value}])

    ours, servers = zoo.digests()

    assert servers == ours
    # The ids differ, so compare against a row of the same id without the value.
    zoo.put([dict.fromkeys(VALUES), dict.fromkeys(VALUES)])
    assert zoo.digests()[1]["2"] != servers["2"]
