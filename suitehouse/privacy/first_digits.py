"""E.164 of a column of telephone numbers as far as their first digits and lengths settle it."""

from __future__ import annotations

import polars as pl

from suitehouse.privacy.numbering_plans import numbering_plan, plans_by_first_digits
from suitehouse.privacy.plan_tables import (
    BEHIND_CODE,
    LENGTHS,
    STARTS,
    UNCLEAR,
    PlanTables,
    reading,
)


def by_first_digits(numbers: pl.Series, regions: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Return the E.164 of each number, NULL where it is none; and which of them are not clear yet.

    Args:
        numbers: Digits with or without a leading + or 00.
        regions: Where each number would be dialled as it is, `NO_REGION` where nobody knows.
    """
    frame = _read(numbers, regions)
    readings = frame["reading"].unique().drop_nulls()
    places = pl.Series(range(len(readings)), dtype=pl.UInt32)
    place = frame["reading"].replace_strict(readings, places, default=None)
    found = _looked_up(frame.with_columns(place=place), PlanTables(map(reading, readings)))
    return found["e164"], found["is_unclear"]


def _read(numbers: pl.Series, regions: pl.Series) -> pl.DataFrame:
    """The digits of each number without + or 00, and its `reading`; NULL where there is no plan.

    What has a + or 00 and no plan is `is_unclear`; so is 00 where it does not call abroad.
    """
    plans = {region: numbering_plan(region) for region in regions.unique()}
    known = [region for region, plan in plans.items() if plan]
    odd = [region for region, plan in plans.items() if plan and not plan.is_reached_by_00]
    number, region = pl.col("number"), pl.col("region")
    has_zeros, is_odd = number.str.starts_with("00"), region.is_in(odd)
    skipped = pl.when(number.str.starts_with("+")).then(1).when(has_zeros & ~is_odd).then(2)
    first, behind = plans_by_first_digits(), BEHIND_CODE
    abroad = (
        pl.col("digits")
        .str.head(3)
        .replace_strict(list(first), [behind + each for each in first.values()], default=None)
    )
    inside = pl.when(region.is_in(known)).then(region)
    is_abroad = pl.col("skipped").is_not_null()
    return (
        pl.LazyFrame({"number": numbers, "region": regions})
        .with_columns(skipped=skipped, is_unclear=has_zeros & is_odd)
        .with_columns(digits=number.str.slice(pl.col("skipped").fill_null(0)))
        .with_columns(reading=pl.when(is_abroad).then(abroad).otherwise(inside))
        .select(
            "digits",
            "reading",
            is_unclear=pl.col("is_unclear") | (is_abroad & pl.col("reading").is_null()),
        )
        .collect()
    )


def _looked_up(frame: pl.DataFrame, tables: PlanTables) -> pl.DataFrame:
    own, place, cut = pl.col("own"), pl.col("place"), pl.col("cut")
    start = pl.when(own.str.len_bytes() > 1).then(own.str.head(2)).cast(pl.UInt32)
    after = place * LENGTHS + pl.min_horizontal(own.str.len_bytes() - cut, LENGTHS - 1)
    is_long_enough = pl.lit(tables.is_long_enough()).gather(after)
    is_whole = pl.lit(tables.is_whole()).gather(after)
    code = pl.lit(tables.calling_code()).gather(place)
    return (
        frame.lazy()
        .with_columns(own=pl.col("digits").str.slice(pl.lit(tables.code_digits()).gather(place)))
        .with_columns(cut=pl.lit(tables.prefix_digits()).gather(place * STARTS + start))
        .with_columns(
            is_unclear=pl.col("is_unclear")
            | (cut.fill_null(UNCLEAR) == UNCLEAR) & place.is_not_null()
        )
        .with_columns(cut=pl.when(cut != UNCLEAR).then(cut).otherwise(0).cast(pl.UInt32))
        .with_columns(cut=pl.when(is_long_enough).then(cut).otherwise(0))
        .select("is_unclear", e164=pl.when(is_whole).then(code + own.str.slice(cut)))
        .collect()
    )
