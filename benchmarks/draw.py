"""Columns of random text, drawn from one stream of numbers: same seed, same text."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

_DAY_SECONDS = 86_400


class Draw:
    """Draws columns of a set length, all text."""

    def __init__(self, rows: int, seed: Sequence[int]) -> None:
        self.rows = rows
        self._random = np.random.Generator(np.random.PCG64(list(seed)))

    def numbers(self, below: int) -> pl.Series:
        """Return whole numbers from nought, each as likely."""
        return pl.Series(self._random.integers(0, below, self.rows, dtype=np.int64))

    def digits(self, count: int) -> pl.Series:
        """Return numbers of a set length, leading zeros kept."""
        return (self.numbers(10**count) + 10**count).cast(pl.String).str.slice(1)

    def pick(self, pool: Sequence[str] | pl.Series) -> pl.Series:
        """Return values out of a pool, each as likely."""
        return pl.Series(pool, dtype=pl.String).gather(self.numbers(len(pool)))

    def some(self, values: pl.Series | str, pct: float, otherwise: str | None = None) -> pl.Series:
        """Return the values in a share of the rows and `otherwise` in the rest."""
        chosen = self.numbers(10_000) < round(pct * 100)
        kept = pl.lit(values)
        return pl.select(pl.when(chosen).then(kept).otherwise(pl.lit(otherwise))).to_series()

    def ids(self) -> pl.Series:
        """Return random ids in SuiteCRM's form: 36 characters, hexadecimal with dashes."""
        text = self._random.bytes(16 * self.rows).hex().encode()
        digits = np.frombuffer(text, "S1").reshape(self.rows, 32)
        dashed = np.insert(digits, (8, 12, 16, 20), b"-", axis=1)
        return pl.Series(dashed.view("S36").ravel().astype("U36"))

    def moments(self, since: str, days: int) -> pl.Series:
        """Return whole seconds in the days that begin with `since`, as the server prints them."""
        start = int(np.datetime64(since, "s").astype(np.int64))
        seconds = self.numbers(days * _DAY_SECONDS) + start
        return pl.from_epoch(seconds, time_unit="s").dt.strftime("%Y-%m-%d %H:%M:%S")

    def dates(self, since: str, days: int) -> pl.Series:
        """Return days, as the server prints them."""
        return self.moments(since, days).str.slice(0, 10)
