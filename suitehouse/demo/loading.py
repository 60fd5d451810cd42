"""Frames into tables, by the fastest way a client has: one local file and one statement a table."""

from __future__ import annotations

import tempfile
from pathlib import Path

import polars as pl

from suitehouse.demo.connection import Connection

_LOAD = (
    "load data local infile %s into table `{table}` character set utf8mb4 "
    "fields terminated by '\\t' escaped by '\\\\' lines terminated by '\\n' ({columns})"
)
_STAMP_FORMAT = "%Y-%m-%d %H:%M:%S"


def load_frame(connection: Connection, table: str, frame: pl.DataFrame) -> int:
    """Insert a frame's rows; columns it lacks get their default. Return how many."""
    columns = ", ".join(f"`{name}`" for name in frame.columns)
    with tempfile.NamedTemporaryFile(prefix="suitehouse-", suffix=".tsv") as file:
        _written(frame).write_csv(
            Path(file.name),
            include_header=False,
            separator="\t",
            quote_style="never",
            null_value="\\N",
            datetime_format=_STAMP_FORMAT,
        )
        with connection.cursor() as cursor:
            cursor.execute("set unique_checks = 0, foreign_key_checks = 0")
            cursor.execute(_LOAD.format(table=table, columns=columns), (file.name,))
            cursor.execute("set unique_checks = 1, foreign_key_checks = 1")
    return frame.height


def _written(frame: pl.DataFrame) -> pl.DataFrame:
    """Escape what the file format gives a meaning, and write booleans as numbers."""
    text = pl.col(pl.String)
    for plain, escaped in (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r")):
        text = text.str.replace_all(plain, escaped, literal=True)
    return frame.with_columns(text, pl.col(pl.Boolean).cast(pl.Int8))
