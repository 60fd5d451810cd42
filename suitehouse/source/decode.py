"""SuiteCRM's own ways of writing values, undone before anything else looks at them.

Zero dates become NULL and are counted. In `*_cstm` tables text is HTML-escaped once, so entities
are decoded once, but in keys, of which two could become one; base tables hold plain text and are
left alone. Multi-selects (`^a^,^b^`) become JSON arrays. Types stay text: the warehouse casts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from suitehouse.contracts.model import Column, TableContract

ZERO_DATE = "0000-00-00"
_DATES = {"date", "datetime", "timestamp"}
# What PHP's htmlspecialchars writes. One pass over the text: `&amp;lt;` becomes `&lt;`.
_ENTITIES = {
    "&amp;": "&",
    "&lt;": "<",
    "&gt;": ">",
    "&quot;": '"',
    "&#039;": "'",
    "&#39;": "'",
    "&apos;": "'",
}
_JSON_ESCAPES = {
    **{chr(code): f"\\u{code:04x}" for code in range(32)},
    "\\": "\\\\",
    '"': '\\"',
}


@dataclass(frozen=True, slots=True)
class Decoded:
    """Plain text columns, and how many zero dates became NULL."""

    frame: pl.DataFrame
    zero_dates: int


def decode(frame: pl.DataFrame, contract: TableContract) -> Decoded:
    """Return a batch with SuiteCRM's encodings undone; columns and order stay as they are."""
    columns = [column for column in contract.columns if column.name in frame.columns]
    dates = [column.name for column in columns if column.base_type in _DATES]
    zero_dates = _count_zero_dates(frame, dates)
    expressions = list(_expressions(contract, columns, dates if zero_dates else []))
    return Decoded(frame.with_columns(expressions) if expressions else frame, zero_dates)


def _expressions(
    contract: TableContract, columns: Sequence[Column], dates: Sequence[str]
) -> Iterator[pl.Expr]:
    for name in dates:
        yield pl.when(~pl.col(name).str.starts_with(ZERO_DATE)).then(pl.col(name)).alias(name)
    for column in columns:
        is_key = column.name in contract.key
        escaped = contract.kind == "custom" and column.is_text and not is_key
        if not escaped and column.decode == "plain":
            continue
        value = pl.col(column.name)
        if escaped:
            value = value.str.replace_many(_ENTITIES)
        yield multi_select(value) if column.decode == "multienum" else value


def multi_select(value: pl.Expr) -> pl.Expr:
    """Return `^a^,^b^` as the JSON array `["a","b"]`; `^^` and '' as `[]`, NULL as NULL."""
    inner = value.str.strip_prefix("^").str.strip_suffix("^")
    quoted = inner.str.replace_many(_JSON_ESCAPES).str.replace_all("^,^", '","', literal=True)
    return (
        pl.when(inner == "")
        .then(pl.lit("[]"))
        .when(inner.is_not_null())
        .then(pl.concat_str(pl.lit('["'), quoted, pl.lit('"]')))
    ).alias(value.meta.output_name())


def _count_zero_dates(frame: pl.DataFrame, dates: Sequence[str]) -> int:
    if not dates:
        return 0
    counts = frame.select(pl.col(name).str.starts_with(ZERO_DATE).sum() for name in dates)
    return sum(counts.row(0))
