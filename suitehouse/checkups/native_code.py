"""The compiled parts: that those installed work on this machine and compute what they should."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator

import duckdb
import polars as pl
import polars_hash  # noqa: F401 - registers the `chash` namespace of expressions
import pyarrow as pa

from suitehouse.doctor import Examination, Finding

_KEY, _MESSAGE = "key", "The quick brown fox jumps over the lazy dog"


def native_code(_examination: Examination) -> Iterator[Finding]:
    """Yield whether hashing and the way from Arrow into DuckDB work."""
    expression = pl.lit(_MESSAGE).chash.hmac_sha256(key=_KEY)  # type: ignore[attr-defined]
    expected = hmac.new(_KEY.encode(), _MESSAGE.encode(), hashlib.sha256).hexdigest()
    yield _verdict("hashing (polars-hash)", works=pl.select(expression).item() == expected)
    rows = pa.table({"value": pa.array(["a", None, "ü"], pa.string_view())})
    with duckdb.connect() as connection:
        read = connection.from_arrow(rows).fetchall()
    yield _verdict("Arrow into DuckDB", works=read == [("a",), (None,), ("ü",)])


def _verdict(part: str, *, works: bool) -> Finding:
    if works:
        return Finding("ok", "native code", f"{part} works")
    return Finding(
        "fail",
        "native code",
        f"{part} gives wrong results",
        "install the versions of requirements.lock",
    )
