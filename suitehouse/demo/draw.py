"""Seeded columns: the only source of chance in the demo, so that one seed makes one company."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

Indexes = npt.NDArray[np.int64]
Micros = npt.NDArray[np.int64]

MICRO = 1_000_000
HISTORY_DAYS = 548
_DAY_SECONDS = 86_400
_OFFICE_OPENS, _OFFICE_CLOSES = 7 * 3600, 18 * 3600


class Draw:
    """Columns of one length at a time, drawn from one seeded generator."""

    def __init__(self, seed: Sequence[int], now: datetime) -> None:
        """Start drawing.

        Args:
            seed: Numbers that fix every later draw.
            now: Newest instant of the company, UTC without zone, whole seconds.
        """
        self.rng = np.random.default_rng(list(seed))
        self.now = now

    def ids(self, count: int) -> pl.Series:
        """Return keys in the shape of version-4 UUIDs."""
        text = self.rng.bytes(16 * count).hex()
        parts = (text[at : at + 32] for at in range(0, 32 * count, 32))
        keys = [f"{h[:8]}-{h[8:12]}-4{h[13:16]}-a{h[17:20]}-{h[20:]}" for h in parts]
        return pl.Series(keys, dtype=pl.String)

    def index(self, count: int, size: int, *, skew: float = 1.0) -> Indexes:
        """Return positions below `size`; a skew above 1 favours the low ones (few big accounts)."""
        drawn = (self.rng.random(count) ** skew * size).astype(np.int64)
        return np.minimum(drawn, size - 1)

    def pick(
        self, pool: Sequence[Any] | pl.Series, count: int, weights: Sequence[float] | None = None
    ) -> pl.Series:
        """Return values of a pool, evenly or by weight; a None in the pool is NULL."""
        values = pool if isinstance(pool, pl.Series) else pl.Series(list(pool))
        if weights is None:
            return values.gather(self.index(count, len(values)))
        share = np.asarray(weights, dtype=np.float64)
        return values.gather(self.rng.choice(len(values), size=count, p=share / share.sum()))

    def chance(self, count: int, share: float) -> pl.Series:
        """Return booleans that are true in about that share of rows."""
        return pl.Series(self.rng.random(count) < share)

    def flags(self, count: int, share: float) -> pl.Series:
        """Return 1 in about that share of rows and 0 in the others."""
        return self.chance(count, share).cast(pl.Int8)

    def sparse(self, values: pl.Series, share: float, *, other: str | None = None) -> pl.Series:
        """Return the values with NULL, or another text, put in about that share of rows."""
        hidden = self.chance(len(values), share)
        frame = pl.DataFrame({"values": values, "hidden": hidden})
        put = pl.lit(other, dtype=values.dtype)
        return frame.select(pl.when("hidden").then(put).otherwise("values").alias("")).to_series()

    def integers(self, count: int, low: int, high: int) -> Indexes:
        """Return whole numbers from `low` up to and without `high`."""
        return self.rng.integers(low, high, size=count)

    def stamps(self, count: int, *, days: int = HISTORY_DAYS, tied: float = 0.1) -> pl.Series:
        """Return whole-second stamps in office hours before now; a share of rows sit in bursts."""
        midnight = self.now.replace(hour=0, minute=0, second=0, microsecond=0)
        oldest = np.datetime64(midnight - timedelta(days=days), "s")
        day = self.rng.triangular(0, days, days, size=count).astype(np.int64)
        second = self.integers(count, _OFFICE_OPENS, _OFFICE_CLOSES)
        seconds = day * _DAY_SECONDS + second
        bursts = seconds[: max(1, count // 40)]
        in_burst = self.rng.random(count) < tied
        seconds = np.where(in_burst, bursts[self.index(count, len(bursts))], seconds)
        return self._until_now(oldest + seconds.astype("timedelta64[s]"), oldest)

    def later(self, stamps: pl.Series, *, days: float) -> pl.Series:
        """Return a stamp up to that many days after each one; the same one where that is future."""
        seconds = (self.rng.random(len(stamps)) ** 2 * days * _DAY_SECONDS).astype("timedelta64[s]")
        before = stamps.to_numpy()
        return self._until_now(before + seconds, before)

    def _until_now(
        self,
        stamps: npt.NDArray[np.datetime64],
        instead: npt.NDArray[np.datetime64] | np.datetime64,
    ) -> pl.Series:
        past = np.where(stamps <= np.datetime64(self.now), stamps, instead)
        return pl.Series(past.astype("datetime64[us]"))


def money(micros: Micros) -> pl.Series:
    """Return amounts held in millionths as plain decimal text."""
    whole, part = np.divmod(np.abs(micros), MICRO)
    frame = pl.DataFrame({"minus": micros < 0, "whole": whole, "part": part})
    return frame.select(
        pl.when(pl.col("minus")).then(pl.lit("-")).otherwise(pl.lit(""))
        + pl.col("whole").cast(pl.String)
        + "."
        + pl.col("part").cast(pl.String).str.zfill(6)
    ).to_series()


def round_micros(numerator: Micros, divisor: int) -> Micros:
    """Divide whole numbers, rounding half away from zero as SuiteCRM's browser code does."""
    magnitude: Micros = (np.abs(numerator) + divisor // 2) // divisor
    return np.sign(numerator) * magnitude


def to_cents(micros: Micros) -> Micros:
    """Round amounts in millionths to whole cents, still in millionths."""
    return round_micros(micros, MICRO // 100) * (MICRO // 100)


def joined(*parts: pl.Series | str) -> pl.Series:
    """Return the concatenation of texts, row by row."""
    length = max(len(part) for part in parts if isinstance(part, pl.Series))
    columns = {
        str(place): part.cast(pl.String)
        if isinstance(part, pl.Series)
        else pl.Series([part]).new_from_index(0, length)
        for place, part in enumerate(parts)
    }
    return pl.DataFrame(columns).select(pl.concat_str(pl.all())).to_series()
