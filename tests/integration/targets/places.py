"""Where each target is tested: what is real and what stands in for it."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pyarrow as pa
from bigquery_emulator import emulated_client
from deliveries import VALUES
from postgres import fresh_database
from redshift import NOT_SHOWN, STANDS_IN, redshift_stand_in
from snowflake_emulator import SNOWFLAKE_NOT_SHOWN, SNOWFLAKE_STANDS_IN, emulated_connect

from suitehouse.targets._bigquery_access import access_of, google_client
from suitehouse.targets._bigquery_sql import BigQueryDialect
from suitehouse.targets._dialect import Dialect
from suitehouse.targets._redshift_dialect import LONGEST_TEXT_BYTES, RedshiftDialect
from suitehouse.targets._snowflake_access import access_of as snowflake_access
from suitehouse.targets._snowflake_dialect import SnowflakeDialect
from suitehouse.targets._sql_target import SqlTarget
from suitehouse.targets.bigquery import BigQueryTarget
from suitehouse.targets.duckdb import DuckDbDialect
from suitehouse.targets.opening import open_target
from suitehouse.targets.parquet import ParquetTarget
from suitehouse.targets.postgresql import PostgresDialect
from suitehouse.targets.protocol import Relation, Target
from suitehouse.targets.snowflake import SnowflakeTarget


def make_by_sql(target: Target, of: Relation) -> None:
    assert isinstance(target, SqlTarget)
    target.run(target.dialect.create_table(of))


def make_folder(target: Target, of: Relation) -> None:
    assert isinstance(target, ParquetTarget)
    (target.folder / of.schema / of.name).mkdir()


def drop_by_sql(target: Target, of: Relation) -> None:
    assert isinstance(target, SqlTarget)
    target.run(f"drop table {target.dialect.relation(of)}")


def drop_files(target: Target, of: Relation) -> None:
    assert isinstance(target, ParquetTarget)
    for path in (target.folder / of.schema / of.name).glob("*"):
        path.unlink()


@dataclass(frozen=True, slots=True)
class Place:
    """An empty place of a target, and how it is opened and looked at.

    `stands_in` names an emulator, and what nothing is shown of by it.
    """

    name: str
    open: Callable[[], Target]
    dialect: Dialect
    stands_in: str = ""
    # Several readers can look on while rows are delivered.
    has_readers: bool = True
    # How many rows are many: a stand-in is not made for speed.
    many_rows: int = 1_000_000
    # Names of columns are letters, digits and underscores, and case does not tell them apart.
    plain_names: bool = False
    has_views: bool = True
    # What the stand-in cannot show.
    not_shown: tuple[str, ...] = ()

    longest_text_bytes: int = 10**9
    # Makes a relation that nobody delivered.
    make_by_hand: Callable[[Target, Relation], None] = make_by_sql
    drop_by_hand: Callable[[Target, Relation], None] = drop_by_sql

    @property
    def stand_in_note(self) -> str:
        """What stands in and what it does not show, for the page; nothing of the real thing."""
        return f"{self.stands_in}. Not shown: {'; '.join(self.not_shown)}" if self.stands_in else ""

    @property
    def values(self) -> list[dict[str, Any]]:
        """Rows of every kind that the place can hold."""
        return [{name: self._held(value) for name, value in row.items()} for row in VALUES]

    def read(self, target: Target, of: Relation) -> pa.Table:
        """A relation's rows, its columns in order."""
        names = ", ".join(self.dialect.quote(column.name) for column in of.columns)
        return target.read(f"select {names} from {self.dialect.relation(of)}")

    def count(self, *of: Relation) -> str:
        """The query that counts relations at one moment."""
        counts = [
            f"(select count(*) from {self.dialect.relation(each)}) as n{number}"
            for number, each in enumerate(of)
        ]
        return f"select {', '.join(counts)}"

    def _held(self, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return value.encode()[: self.longest_text_bytes].decode(errors="ignore")


@contextmanager
def duckdb_file(folder: Path) -> Iterator[Place]:
    """A DuckDB file of its own."""
    url = f"duckdb:///{folder}/other.duckdb"
    yield Place("duckdb", lambda: open_target(url), DuckDbDialect(), has_readers=False)


@contextmanager
def postgres_database(_folder: Path) -> Iterator[Place]:
    """A database of a real PostgreSQL."""
    with fresh_database() as url:
        yield Place("postgresql", lambda: open_target(url), PostgresDialect())


@contextmanager
def bigquery_emulator(_folder: Path) -> Iterator[Place]:
    """Datasets of their own in an emulator, spoken to by Google's own client."""
    access = access_of(f"bigquery://emulated/t{uuid.uuid4().hex[:12]}?location=US")
    yield Place(
        "bigquery",
        lambda: BigQueryTarget(access, emulated_client),
        BigQueryDialect(access.place.project, access.place.prefix, access.place.location),
        stands_in="bqemulator 1.4.0, spoken to by Google's own client",
        has_readers=False,
        plain_names=True,
        many_rows=100_000,
        not_shown=(
            "isolation (it copies tables before a transaction and back after an error)",
            "the rolling back of `truncate table`",
            "permissions, quotas, billing, locations, clustering, time travel, stages that expire",
        ),
    )


@contextmanager
def bigquery_live(_folder: Path) -> Iterator[Place]:
    """Datasets of their own in a real project; its URL has location and credentials."""
    parts = urlsplit(os.environ[BIGQUERY])
    prefix = f"t{uuid.uuid4().hex[:12]}"
    access = access_of(urlunsplit(parts._replace(path=f"/{prefix}")))
    try:
        dialect = BigQueryDialect(access.place.project, access.place.prefix, access.place.location)
        yield Place("bigquery_live", lambda: BigQueryTarget(access), dialect, plain_names=True)
    finally:
        client = google_client(access)
        for dataset in list(client.list_datasets()):
            if dataset.dataset_id.startswith(f"{prefix}_"):
                client.delete_dataset(dataset.reference, delete_contents=True)


@contextmanager
def parquet_folder(folder: Path) -> Iterator[Place]:
    """A folder of its own; its SQL is DuckDB's."""
    url = f"parquet:///{folder}/data"
    yield Place(
        "parquet",
        lambda: open_target(url),
        DuckDbDialect(),
        has_views=False,
        make_by_hand=make_folder,
        drop_by_hand=drop_files,
    )


@contextmanager
def redshift_on_postgres(_folder: Path) -> Iterator[Place]:
    """A real PostgreSQL behind the real driver, and an S3 of moto's."""
    with redshift_stand_in() as url:
        yield Place(
            "redshift",
            lambda: open_target(url),
            RedshiftDialect(),
            stands_in=STANDS_IN,
            not_shown=NOT_SHOWN,
            many_rows=20_000,
            longest_text_bytes=LONGEST_TEXT_BYTES,
        )


@contextmanager
def redshift_live(_folder: Path) -> Iterator[Place]:
    """An empty database of a real Redshift, emptied again of what the tests deliver."""
    url = _LIVE_URL
    _empty_redshift(url)
    try:
        yield Place(
            "redshift_live",
            lambda: open_target(url),
            RedshiftDialect(),
            longest_text_bytes=LONGEST_TEXT_BYTES,
        )
    finally:
        _empty_redshift(url)


def _empty_redshift(url: str) -> None:
    target = open_target(url)
    assert isinstance(target, SqlTarget)
    for schema in ("landing", "history", "marts", "ops", "staging"):
        target.execute(f"drop schema if exists {schema} cascade")
    target.close()


@contextmanager
def snowflake_emulator(_folder: Path) -> Iterator[Place]:
    """A database of its own in an emulator, spoken to by Snowflake's own driver."""
    database = f"t{uuid.uuid4().hex[:12]}"
    access = snowflake_access(f"snowflake://me:secret@emulated/{database}?warehouse=w&role=r")
    yield Place(
        "snowflake",
        lambda: SnowflakeTarget(access, emulated_connect),
        SnowflakeDialect(),
        stands_in=SNOWFLAKE_STANDS_IN,
        many_rows=100_000,
        not_shown=SNOWFLAKE_NOT_SHOWN,
    )


@contextmanager
def snowflake_live(_folder: Path) -> Iterator[Place]:
    """An empty database of a real Snowflake, emptied again of what the tests deliver."""
    url = _SNOWFLAKE_URL
    _empty_snowflake(url)
    try:
        yield Place("snowflake_live", lambda: open_target(url), SnowflakeDialect())
    finally:
        _empty_snowflake(url)


def _empty_snowflake(url: str) -> None:
    with closing(open_target(url)) as target:
        assert isinstance(target, SnowflakeTarget)
        for schema in ("landing", "history", "marts", "ops", "staging"):
            name = target.dialect.quote(schema)
            target.execute(f"drop schema if exists {name} cascade")


BIGQUERY = "SUITEHOUSE_TEST_BIGQUERY_URL"
LIVE_REDSHIFT = "SUITEHOUSE_TEST_REDSHIFT_URL"
LIVE_SNOWFLAKE = "SUITEHOUSE_TEST_SNOWFLAKE_URL"
# Settings are taken away from tests before they begin.
_LIVE_URL = os.environ.get(LIVE_REDSHIFT, "")
_SNOWFLAKE_URL = os.environ.get(LIVE_SNOWFLAKE, "")
# Real services are asked only where somebody names one, who pays for it.
_LIVE = {
    **({"redshift_live": redshift_live} if _LIVE_URL else {}),
    **({"bigquery_live": bigquery_live} if os.environ.get(BIGQUERY) else {}),
    **({"snowflake_live": snowflake_live} if _SNOWFLAKE_URL else {}),
}
PLACES: dict[str, Callable[[Path], AbstractContextManager[Place]]] = {
    "bigquery": bigquery_emulator,
    "duckdb": duckdb_file,
    "parquet": parquet_folder,
    "postgresql": postgres_database,
    "redshift": redshift_on_postgres,
    "snowflake": snowflake_emulator,
    **_LIVE,
}
